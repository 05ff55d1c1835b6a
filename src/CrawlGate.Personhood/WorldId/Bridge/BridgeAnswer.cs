using System.Buffers;
using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// Turns what a wallet says into what IDKit would hand to a page. What a wallet does not say (nonce, action, environment, signal) is what
/// it was asked for: a proof for anything else does not verify.
/// </summary>
internal static class BridgeAnswer
{
    private const string Unexpected = "unexpected_response";

    private const string NullifierPrefix = "nil_";

    private const int WordDigits = 64;

    private const int ProofWords = 5;

    public static WorldIdBridgeStatus Read(ReadOnlyMemory<byte> text, WorldIdBridgeRequest request)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (!UntrustedJson.TryGetMembers(document.RootElement, out var members))
                return new WorldIdBridgeStatus.Failed(Unexpected);
            if ((Code(members, "error_code") ?? Code(members, "error")) is { } error)
                return new WorldIdBridgeStatus.Failed(error);

            var result = members.ContainsKey("responses") ? WriteV4(members, request) : WriteV3(members, request);
            return result is null ? new WorldIdBridgeStatus.Failed(Unexpected) : new WorldIdBridgeStatus.Answered(result);
        }
        catch (JsonException)
        {
            return new WorldIdBridgeStatus.Failed(Unexpected);
        }
    }

    private static byte[]? WriteV4(Dictionary<string, JsonElement> members, WorldIdBridgeRequest request)
    {
        if (members["responses"] is not { ValueKind: JsonValueKind.Array } responses || responses.GetArrayLength() is 0 or > WorldIdResult.MaxResponses)
            return null;

        var items = new List<(string Identifier, ulong Issuer, ulong Expires, string Nullifier, string Proof)>();
        foreach (var element in responses.EnumerateArray())
        {
            if (!ResponseMembers.TryRead(element, out var item)
                || !item.TryGetIdentifier(out var identifier)
                || !item.TryGetInteger("issuer_schema_id", out var issuer)
                || !item.TryGetInteger("expires_at_min", out var expires)
                || item["nullifier"] is not { } nullifier || !UntrustedJson.TryGetText(nullifier, out var nullifierText) || !nullifierText.StartsWith(NullifierPrefix, StringComparison.Ordinal)
                || item["proof"] is not { } proof || !UntrustedJson.TryGetText(proof, out var proofText) || proofText.Length != ProofWords * WordDigits)
            {
                return null;
            }

            items.Add((identifier, issuer, expires, nullifierText[NullifierPrefix.Length..], proofText));
        }

        return Write(request, "4.0", json =>
        {
            foreach (var (identifier, issuer, expires, nullifier, proof) in items)
            {
                json.WriteStartObject();
                json.WriteString("identifier", identifier);
                json.WriteNumber("issuer_schema_id", issuer);
                json.WriteNumber("expires_at_min", expires);
                json.WriteString("nullifier", "0x" + nullifier);
                json.WriteStartArray("proof");
                for (var i = 0; i < ProofWords; i++)
                    json.WriteStringValue(string.Concat("0x", proof.AsSpan(i * WordDigits, WordDigits)));
                json.WriteEndArray();
                WriteSignal(json, request);
                json.WriteEndObject();
            }
        });
    }

    private static byte[]? WriteV3(Dictionary<string, JsonElement> members, WorldIdBridgeRequest request)
    {
        if (!request.AllowLegacy || !TryGetText(members, "proof", out var proof) || !TryGetText(members, "merkle_root", out var root)
            || !TryGetText(members, "nullifier_hash", out var nullifier) || !TryGetText(members, "verification_level", out var level))
        {
            return null;
        }

        return Write(request, "3.0", json =>
        {
            json.WriteStartObject();
            json.WriteString("identifier", level);
            json.WriteString("merkle_root", root);
            json.WriteString("nullifier", nullifier);
            json.WriteString("proof", proof);
            WriteSignal(json, request);
            json.WriteEndObject();
        });
    }

    private static byte[] Write(WorldIdBridgeRequest request, string version, Action<Utf8JsonWriter> writeResponses)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("protocol_version", version);
            json.WriteString("nonce", FieldText.ToHex(request.Context.Nonce));
            json.WriteString("action", request.Action);
            json.WriteString("environment", request.Environment.ToWire());
            json.WriteStartArray("responses");
            writeResponses(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteSignal(Utf8JsonWriter json, WorldIdBridgeRequest request) =>
        json.WriteString("signal_hash", FieldText.ToHex(FieldHash.HashSignal(request.Signal)));

    private static bool TryGetText(Dictionary<string, JsonElement> members, string name, out string text)
    {
        text = "";
        return members.TryGetValue(name, out var value) && UntrustedJson.TryGetText(value, out text);
    }

    /// <summary>A wallet's error code; one that does not look like a code is none of ours to repeat.</summary>
    private static string? Code(Dictionary<string, JsonElement> members, string name)
    {
        if (!members.ContainsKey(name))
            return null;

        return TryGetText(members, name, out var code) && code.Length is > 0 and <= 64 && !code.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789_") ? code : Unexpected;
    }
}
