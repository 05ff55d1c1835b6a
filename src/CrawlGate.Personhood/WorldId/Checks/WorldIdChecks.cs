using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// Everything that can be told without the proof and without asking anybody: whether an answer is the answer to our question. World ID's
/// cloud checks none of this on a relying party's behalf.
/// </summary>
public static class WorldIdChecks
{
    /// <summary>
    /// Makes the statement to be proved, of the one credential that counts. Other credentials in the result are left out, so that
    /// theirs cannot stand in for it.
    /// </summary>
    /// <returns>The statement, or the refusal; one of them is null.</returns>
    public static (WorldIdStatement? Statement, WorldIdVerdict.Refused? Refusal) Check(WorldIdResult result, WorldIdExpectation expected, DateTimeOffset now)
    {
        if (result.Version == WorldIdVersion.V3 && (!expected.AllowLegacy || expected.AppId is null))
            return Refuse(WorldIdCodes.LegacyRefused, "Proofs of World ID 3.0 are not accepted here.");
        if (result.Environment != expected.Environment)
            return Refuse(WorldIdCodes.EnvironmentMismatch, $"The identity is of {result.Environment.ToWire()}, not of {expected.Environment.ToWire()}.");
        if (result.Nonce != expected.Nonce)
            return Refuse(WorldIdCodes.NonceMismatch, "This is the answer to another challenge.");
        if (now.ToUnixTimeSeconds() > expected.ExpiresAt)
            return Refuse(WorldIdCodes.NonceExpired, "The challenge is over.");
        if (result.Action != expected.Action)
            return Refuse(WorldIdCodes.ActionMismatch, "This is the answer to another action.");
        if (expected.SessionId is { } session && result.SessionId != session)
            return Refuse(WorldIdCodes.SessionMismatch, "This is another session.");
        if (Choose(result, expected) is not { } response)
            return Refuse(WorldIdCodes.IssuerNotAccepted, "There is no credential of an issuer that is accepted here.");

        var signalHash = FieldHash.HashSignal(expected.Signal);
        if (response.SignalHash != signalHash)
            return Refuse(WorldIdCodes.SignalMismatch, "The proof was made for another visitor.");
        if (Action(response, expected, result.Version) is not { } action)
            return Refuse(WorldIdCodes.InvalidAction, "The session's action is of the wrong kind.");

        return (new WorldIdStatement
        {
            Version = result.Version,
            Environment = expected.Environment,
            RpId = expected.RpId,
            Nonce = expected.Nonce,
            Action = action,
            SignalHash = signalHash,
            Nullifier = response.Nullifier,
            IssuerSchemaId = response.IssuerSchemaId,
            ExpiresAtMin = response.ExpiresAtMin,
            Root = response.Root,
            Proof = response.Proof,
            SessionId = result.SessionId,
            ActionText = expected.Action,
            Identifier = response.Identifier,
        }, null);
    }

    private static WorldIdResponse? Choose(WorldIdResult result, WorldIdExpectation expected) =>
        expected.AcceptedIssuers.Select(issuer => result.Responses.FirstOrDefault(response => response.IssuerSchemaId == issuer)).FirstOrDefault(response => response is not null);

    /// <summary>The action's number; null when a wallet's does not say that it is a session's, and so could pass for an action of ours.</summary>
    private static UInt256? Action(WorldIdResponse response, WorldIdExpectation expected, WorldIdVersion version)
    {
        if (expected.Action is not { } action)
            return response.SessionAction is { } made && FieldText.TopByte(made) == WorldIdAction.SessionTopByte ? made : null;

        return version == WorldIdVersion.V4 ? WorldIdAction.Hash(action) : WorldIdAction.ExternalNullifier(expected.AppId!.Value, action);
    }

    private static (WorldIdStatement?, WorldIdVerdict.Refused?) Refuse(string code, string detail) => (null, new WorldIdVerdict.Refused(code, detail));
}
