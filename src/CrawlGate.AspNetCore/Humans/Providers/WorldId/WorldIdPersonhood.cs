using System.Text;
using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>
/// A proof of World ID for this browser's signal and this site, week and slot. World's service and contracts check none of that: what was asked
/// for is compared here, before anybody else is asked about a proof.
/// </summary>
internal sealed class WorldIdPersonhood(WorldIdQuestions questions, IWorldIdProofs proofs, TimeProvider time) : IPersonhoodVerifier
{
    /// <summary>The name that forms send.</summary>
    public const string ProviderName = "worldid";

    /// <summary>The field with what IDKit returned, as JSON.</summary>
    public const string ResultField = "result";

    private const int MaxWaitedFor = 16;

    private volatile WorldIdSetup _setup = new(WorldIdSetupState.Unknown, "World ID's contracts have not been looked for yet.");

    public string Name => ProviderName;

    // Here a proof is computed; elsewhere it is waited for.
    public int AtOnce => proofs is WorldIdLocalProofs ? Math.Max(1, Environment.ProcessorCount / 2) : MaxWaitedFor;

    /// <summary>
    /// Looks whether proofs can be verified; until that was so once, none is. A contract that is not there would take every proof for good.
    /// </summary>
    public async Task<WorldIdSetup> CheckSetupAsync(CancellationToken cancellationToken) => _setup = await proofs.CheckSetupAsync(cancellationToken);

    public async ValueTask<PersonhoodVerdict> VerifyAsync(PersonhoodEvidence evidence, PersonhoodChallenge challenge, CancellationToken cancellationToken)
    {
        if (evidence[ResultField] is not { } text)
            return new PersonhoodVerdict.Refused("malformed", "The result is missing.");
        if (!WorldIdResult.TryParse(Encoding.UTF8.GetBytes(text), out var result, out var error))
            return new PersonhoodVerdict.Refused("malformed", error);
        if (await questions.ExpectAsync(challenge, result!.Nonce, cancellationToken) is not { } expected)
            return new PersonhoodVerdict.Refused("expired", "This is the answer to another question, or to one that was asked of another browser.");

        var (statement, refusal) = WorldIdChecks.Check(result, expected, time.GetUtcNow());
        if (statement is null)
            return Refuse(refusal!);
        if (_setup is { State: not WorldIdSetupState.Ready } setup)
            return new PersonhoodVerdict.Unavailable(setup.Detail);

        return await proofs.VerifyAsync(statement, cancellationToken) switch
        {
            WorldIdVerdict.Accepted accepted => Accept(accepted),
            WorldIdVerdict.Refused refused => Refuse(refused),
            WorldIdVerdict.Unavailable unavailable => new PersonhoodVerdict.Unavailable(unavailable.Detail),
            var other => throw new InvalidOperationException($"No such verdict: {other.GetType()}"),
        };
    }

    // The number itself, whichever way it was written: the same person is to be the same subject.
    private static PersonhoodVerdict.Accepted Accept(WorldIdVerdict.Accepted accepted)
    {
        var nullifier = new byte[32];
        accepted.Nullifier.WriteTo(nullifier);
        return new PersonhoodVerdict.Accepted(nullifier, accepted.Level switch
        {
            WorldIdLevel.Human => PersonhoodLevel.High,
            WorldIdLevel.Document => PersonhoodLevel.Medium,
            _ => PersonhoodLevel.Low,
        });
    }

    /// <summary>The page has words for a few reasons; the others say what they are.</summary>
    private static PersonhoodVerdict.Refused Refuse(WorldIdVerdict.Refused refused) => new(
        refused.Code switch
        {
            WorldIdCodes.NonceMismatch or WorldIdCodes.NonceExpired or WorldIdCodes.ActionMismatch or WorldIdCodes.SignalMismatch or WorldIdCodes.SessionMismatch => "expired",
            WorldIdCodes.InvalidPublicInput or WorldIdCodes.InvalidRoot or WorldIdCodes.InvalidAction or WorldIdCodes.VerificationFailed => "invalid_proof",
            var code => code,
        },
        refused.Detail);
}
