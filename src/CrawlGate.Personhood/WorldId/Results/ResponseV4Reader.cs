using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Reads a credential of World ID 4.0.</summary>
internal static class ResponseV4Reader
{
    private const int PointWords = 4;

    public static (WorldIdResponse? Response, string Error) Read(JsonElement element, bool isSession)
    {
        if (!ResponseMembers.TryRead(element, out var members))
            return (null, "A response is not a JSON object, or a member of it is there twice.");
        if (!members.TryGetIdentifier(out var identifier))
            return (null, "identifier must be a text of 1 to 64 characters.");
        if (!members.TryGetInteger("issuer_schema_id", out var issuer) || (WorldIdIssuers.Identifier(issuer) ?? identifier) != identifier)
            return (null, "issuer_schema_id must be the number of the issuer that identifier names.");
        if (!members.TryGetInteger("expires_at_min", out var expires))
            return (null, "expires_at_min must be a time in Unix seconds.");
        if (!members.TryGetOptionalElement("signal_hash", out var signalHash))
            return (null, "signal_hash must be a number of the scalar field.");
        if (!members.TryGetNumbers("proof", PointWords + 1, out var proof) || proof[PointWords] >= FieldText.Order)
            return (null, "proof must be five numbers, the last of the scalar field.");
        if (!TryReadNullifier(members, isSession, out var nullifier, out var action))
            return (null, isSession ? "session_nullifier must be two numbers of the scalar field." : "nullifier must be a number of the scalar field.");

        return (new WorldIdResponse
        {
            Identifier = identifier,
            IssuerSchemaId = issuer,
            Nullifier = nullifier,
            SessionAction = action,
            SignalHash = signalHash,
            Root = proof[PointWords],
            Proof = proof[..PointWords],
            ExpiresAtMin = expires,
        }, "");
    }

    private static bool TryReadNullifier(ResponseMembers members, bool isSession, out UInt256 nullifier, out UInt256? action)
    {
        (nullifier, action) = (default, null);
        if (!isSession)
            return members["session_nullifier"] is null && members.TryGetElement("nullifier", out nullifier);
        if (members["nullifier"] is not null || !members.TryGetNumbers("session_nullifier", 2, out var pair))
            return false;

        (nullifier, action) = (pair[0], pair[1]);
        return pair[0] < FieldText.Order && pair[1] < FieldText.Order;
    }
}
