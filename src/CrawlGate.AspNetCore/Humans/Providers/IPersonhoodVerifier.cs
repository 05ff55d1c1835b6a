namespace CrawlGate.AspNetCore;

/// <summary>
/// Verifies one kind of proof of personhood. It is asked after the cheap checks of the endpoint (size, origin, a challenge of ours that
/// is not over), and judges only what is in front of it: that a proof counts once, and what it buys, is kept elsewhere.
/// </summary>
public interface IPersonhoodVerifier
{
    /// <summary>What forms and logs call it, like <c>semaphore</c>: lower-case letters and hyphens.</summary>
    string Name { get; }

    /// <summary>
    /// How many proofs are verified at a time; a few more wait, others are answered 429. Half of the processors, unless most of the time
    /// is spent waiting for others.
    /// </summary>
    int AtOnce => Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// Judges a proof. It must be bound to the challenge: one made for another browser, week or site is refused. Whatever was posted, the
    /// answer is a verdict; exceptions are bugs.
    /// </summary>
    /// <param name="evidence">What the visitor sent.</param>
    /// <param name="challenge">What it must be bound to.</param>
    /// <param name="cancellationToken">The visitor left.</param>
    ValueTask<PersonhoodVerdict> VerifyAsync(PersonhoodEvidence evidence, PersonhoodChallenge challenge, CancellationToken cancellationToken);
}
