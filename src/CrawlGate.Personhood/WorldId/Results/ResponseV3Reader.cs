using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Reads a credential of World ID 3.0. Only the orb's group has its verifying key here, so only its names are taken.</summary>
internal static class ResponseV3Reader
{
    private const int Words = 8;

    private const int WordBytes = 32;

    public static (WorldIdResponse? Response, string Error) Read(JsonElement element)
    {
        if (!ResponseMembers.TryRead(element, out var members))
            return (null, "A response is not a JSON object, or a member of it is there twice.");
        if (!members.TryGetIdentifier(out var identifier) || identifier is not ("orb" or "proof_of_human"))
            return (null, "identifier must be orb: version 3.0 is accepted for its group alone.");
        if (!members.TryGetElement("merkle_root", out var root) || !members.TryGetElement("nullifier", out var nullifier))
            return (null, "merkle_root and nullifier must be numbers of the scalar field.");
        if (!members.TryGetOptionalElement("signal_hash", out var signalHash))
            return (null, "signal_hash must be a number of the scalar field.");
        if (members["proof"] is not { } value || !TryReadProof(value, out var proof))
            return (null, "proof must be eight numbers: 0x and 512 hexadecimal digits, or nested arrays.");

        return (new WorldIdResponse
        {
            Identifier = identifier,
            IssuerSchemaId = WorldIdIssuers.ProofOfHuman,
            Nullifier = nullifier,
            SignalHash = signalHash,
            Root = root,
            Proof = proof,
        }, "");
    }

    private static bool TryReadProof(JsonElement value, out UInt256[] proof)
    {
        proof = new UInt256[Words];
        if (value.ValueKind == JsonValueKind.Array)
            return TryReadNested(value, out proof);

        Span<byte> bytes = stackalloc byte[Words * WordBytes];
        if (!UntrustedJson.TryGetText(value, out var text) || !Hex.TryDecode(text, bytes))
            return false;

        for (var i = 0; i < Words; i++)
            proof[i] = new UInt256(bytes.Slice(i * WordBytes, WordBytes));
        return true;
    }

    /// <summary><c>[[a, b], [[c, d], [e, f]], [g, h]]</c>, in the order of the flat form.</summary>
    private static bool TryReadNested(JsonElement value, out UInt256[] proof)
    {
        proof = [];
        if (value.GetArrayLength() != 3
            || value[1].ValueKind != JsonValueKind.Array
            || value[1].GetArrayLength() != 2
            || !ResponseMembers.TryReadNumbers(value[0], 2, out var a)
            || !ResponseMembers.TryReadNumbers(value[1][0], 2, out var bx)
            || !ResponseMembers.TryReadNumbers(value[1][1], 2, out var by)
            || !ResponseMembers.TryReadNumbers(value[2], 2, out var c))
        {
            return false;
        }

        proof = [.. a, .. bx, .. by, .. c];
        return true;
    }
}
