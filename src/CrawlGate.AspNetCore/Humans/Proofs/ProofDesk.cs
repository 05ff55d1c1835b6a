using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Turns a proof into a pass: verifies it, uses the challenge up, enters the person, sets the cookie. Nothing about the person is logged.
/// </summary>
internal sealed partial class ProofDesk(
    PersonhoodChallenges challenges, PassBudgets budgets, EpochKeys keys, TimeProvider time, ILogger<ProofDesk> logger)
{
    // One for each verifier: who waits for somebody far away must not hold up the others.
    private readonly ConcurrentDictionary<string, ProofLimiter> _limiters = new();

    /// <summary>Judges a proof for a challenge of ours, and gives a pass for a good one.</summary>
    public async Task<ProofOutcome> ProveAsync(HttpContext context, IPersonhoodVerifier verifier, PersonhoodEvidence evidence, PersonhoodChallenge challenge)
    {
        try
        {
            var limiter = _limiters.GetOrAdd(verifier.Name, static (_, verifier) => new ProofLimiter(verifier.AtOnce), verifier);
            if (!await limiter.TryEnterAsync(context.RequestAborted))
                return new ProofOutcome.Busy();

            PersonhoodVerdict verdict;
            try
            {
                verdict = await verifier.VerifyAsync(evidence, challenge, context.RequestAborted);
            }
            finally
            {
                limiter.Leave();
            }

            switch (verdict)
            {
                case PersonhoodVerdict.Accepted accepted:
                    return await GrantAsync(context, verifier, accepted, challenge);

                case PersonhoodVerdict.Refused(var code, var detail):
                    Refused(verifier.Name, code);
                    return new ProofOutcome.Refused(code, detail);

                case PersonhoodVerdict.Unavailable(var detail):
                    Unavailable(verifier.Name, detail);
                    return new ProofOutcome.Unavailable();

                default:
                    throw new InvalidOperationException($"No such verdict: {verdict.GetType()}");
            }
        }
        catch (LedgerUnavailableException exception)
        {
            Unavailable(verifier.Name, exception.Message);
            return new ProofOutcome.Unavailable();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
        {
            // A verifier that fails must not be a way in, nor an error page without a way on.
            Threw(verifier.Name, exception.GetType().Name);
            return new ProofOutcome.Unavailable();
        }
    }

    private async Task<ProofOutcome> GrantAsync(HttpContext context, IPersonhoodVerifier verifier, PersonhoodVerdict.Accepted accepted, PersonhoodChallenge challenge)
    {
        var now = time.GetUtcNow();
        if (now >= challenge.ExpiresAt || await keys.FindAsync(challenge.Epoch, context.RequestAborted) is not { } key)
            return new ProofOutcome.Refused("expired", "The page was open for too long.");

        var ends = accepted.Lifetime is { } lifetime && now + lifetime < key.Ends ? now + lifetime : key.Ends;
        var pass = new Pass(NewId(), accepted.Level, key.Epoch, now, ends);

        // The person is entered first: should it fail, the same proof can be sent again.
        var isNew = await budgets.AdmitAsync(accepted.Subject, verifier.Name, challenge.Action, pass, context.RequestAborted);
        if (!await challenges.TryUseAsync(challenge, context.RequestAborted))
        {
            await budgets.ForgetAsync(pass, CancellationToken.None);
            Refused(verifier.Name, "challenge_used");
            return new ProofOutcome.Refused("expired", "This proof was used already.");
        }

        PassCookie.Set(context.Response, pass, key, now);
        PersonhoodChallenges.Delete(context.Response);
        Admitted(verifier.Name, SettingName.Of(accepted.Level), isNew);
        return new ProofOutcome.Granted(pass);
    }

    private static UInt128 NewId()
    {
        UInt128 id = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<UInt128>(ref id)));
        return id;
    }

    [LoggerMessage(1, LogLevel.Information, "A person was admitted by {Verifier} at level {Level}; first pass of the week: {IsNew}")]
    private partial void Admitted(string verifier, string level, bool isNew);

    [LoggerMessage(2, LogLevel.Information, "A proof for {Verifier} was refused: {Code}")]
    private partial void Refused(string verifier, string code);

    [LoggerMessage(3, LogLevel.Warning, "{Verifier} cannot verify proofs at the moment: {Detail}")]
    private partial void Unavailable(string verifier, string detail);

    [LoggerMessage(4, LogLevel.Error, "{Verifier} failed with {Exception}; the proof was not taken")]
    private partial void Threw(string verifier, string exception);
}
