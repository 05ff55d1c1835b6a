namespace CrawlGate.AspNetCore;

/// <summary>What became of a proof.</summary>
public abstract record PersonhoodVerdict
{
    private PersonhoodVerdict()
    {
    }

    /// <summary>It is good.</summary>
    /// <param name="Subject">
    /// What makes this person the same one next time, in one spelling: a nullifier, an address, a token's nonce. It goes no further than
    /// into a keyed hash.
    /// </param>
    /// <param name="Level">What it is worth.</param>
    public sealed record Accepted(ReadOnlyMemory<byte> Subject, PersonhoodLevel Level) : PersonhoodVerdict
    {
        /// <summary>How long it is good for; to the end of the week when left out.</summary>
        public TimeSpan? Lifetime { get; init; }
    }

    /// <summary>It proves nothing.</summary>
    /// <param name="Code">A stable reason of lower-case letters and underscores.</param>
    /// <param name="Detail">A sentence for people, without anything that was sent.</param>
    public sealed record Refused(string Code, string Detail) : PersonhoodVerdict;

    /// <summary>Nobody could tell; the same proof may be good later.</summary>
    /// <param name="Detail">For the operator's log, without anything that was sent.</param>
    public sealed record Unavailable(string Detail) : PersonhoodVerdict;
}
