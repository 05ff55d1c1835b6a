using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>The question as wallets read it, member for member what IDKit 4.3.0 writes for a proof of human.</summary>
internal static class BridgeQuestion
{
    private static readonly string Version = typeof(BridgeQuestion).Assembly.GetName().Version!.ToString(3);

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(WorldIdBridgeRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("app_id", request.AppId.ToString());
            json.WriteString("package_name", "crawlgate");
            json.WriteString("package_version", Version);
            json.WriteString("action", request.Action);

            // What wallets of version 3.0 go by. Without legacy proofs IDKit names the level that asks for least, and no signal.
            json.WriteString("signal", FieldText.ToHex(FieldHash.HashSignal(request.AllowLegacy ? request.Signal : "")));
            json.WriteString("verification_level", request.AllowLegacy ? "orb" : "device");
            WriteProofRequest(json, request);
            json.WriteBoolean("allow_legacy_proofs", request.AllowLegacy);
            json.WriteBoolean("require_user_presence", false);
            json.WriteString("environment", request.Environment.ToWire());
            if (request.ReturnTo is { } returnTo)
                json.WriteString("return_to_url", returnTo.AbsoluteUri);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteProofRequest(Utf8JsonWriter json, WorldIdBridgeRequest request)
    {
        var context = request.Context;
        json.WriteStartObject("proof_request");
        json.WriteString("id", Guid.NewGuid());
        json.WriteNumber("version", 1);
        json.WriteString("proof_type", "uniqueness");
        json.WriteNumber("created_at", context.CreatedAt);
        json.WriteNumber("expires_at", context.ExpiresAt);
        json.WriteString("rp_id", context.RpId);
        json.WriteString("oprf_key_id", WorldIdRpId.TryParse(context.RpId, out var rpId) ? string.Create(CultureInfo.InvariantCulture, $"0x{rpId.Value:x}") : null);
        json.WriteNull("session_id");
        json.WriteString("action", FieldText.ToHex(WorldIdAction.Hash(request.Action)));
        json.WriteString("signature", context.Signature);
        json.WriteString("nonce", FieldText.ToHex(context.Nonce));
        json.WriteStartArray("proof_requests");
        json.WriteStartObject();
        json.WriteString("identifier", WorldIdIssuers.Identifier(WorldIdIssuers.ProofOfHuman));
        json.WriteNumber("issuer_schema_id", WorldIdIssuers.ProofOfHuman);
        json.WriteString("signal", SignalBytes(request.Signal));
        json.WriteNull("genesis_issued_at_min");
        json.WriteNull("expires_at_min");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The bytes that <see cref="FieldHash.HashSignal"/> hashes.</summary>
    private static string SignalBytes(string signal) =>
        signal.Length > 2 && Hex.TryDecode(signal, out var bytes) ? Hex.Encode(bytes) : Hex.Encode(Encoding.UTF8.GetBytes(signal));
}
