using System.Text.Json;

namespace CrawlGate.X402;

/// <summary>
/// A buyer's payment in either protocol version. The JSON is kept as received, so that a facilitator gets the client's own
/// bytes, unknown fields and key order included.
/// </summary>
public sealed class PaymentPayload
{
    private PaymentPayload(int version, string scheme, string network, JsonElement? accepted, JsonElement payload, JsonElement? extensions, JsonElement root)
    {
        X402Version = version;
        Scheme = scheme;
        Network = network;
        Accepted = accepted;
        Payload = payload;
        Extensions = extensions;
        Json = root;
    }

    /// <summary>1 or 2.</summary>
    public int X402Version { get; }

    /// <summary>The scheme the buyer chose.</summary>
    public string Scheme { get; }

    /// <summary>The network the buyer chose: CAIP-2 in version 2, a short name in version 1.</summary>
    public string Network { get; }

    /// <summary>Version 2: the offer the buyer chose, as echoed. Never used for anything but finding our own offer.</summary>
    public JsonElement? Accepted { get; }

    /// <summary>The scheme's payload.</summary>
    public JsonElement Payload { get; }

    /// <summary>Version 2: echoed extensions.</summary>
    public JsonElement? Extensions { get; }

    /// <summary>The whole document as received.</summary>
    public JsonElement Json { get; }

    /// <summary>Checks the shape that the protocol asks for; <paramref name="error"/> then says in words what is wrong.</summary>
    public static bool TryRead(JsonElement root, out PaymentPayload? payment, out string error)
    {
        payment = null;
        if (root.ValueKind != JsonValueKind.Object)
            return Fail("The payment is not a JSON object.", out error);
        if (!root.TryGetProperty("x402Version"u8, out var versionElement) || versionElement.ValueKind != JsonValueKind.Number || !versionElement.TryGetInt32(out var version) || version is not (1 or 2))
            return Fail("x402Version must be the number 1 or 2.", out error);
        if (!root.TryGetProperty("payload"u8, out var payload) || payload.ValueKind != JsonValueKind.Object)
            return Fail("payload must be an object.", out error);

        return version == 2 ? TryReadV2(root, payload, out payment, out error) : TryReadV1(root, payload, out payment, out error);
    }

    private static bool TryReadV1(JsonElement root, JsonElement payload, out PaymentPayload? payment, out string error)
    {
        payment = null;
        if (!StrictJson.TryGetText(root, "scheme"u8, out var scheme) || !StrictJson.TryGetText(root, "network"u8, out var network))
            return Fail("scheme and network must be strings.", out error);

        payment = new PaymentPayload(1, scheme, network, null, payload, null, root);
        error = "";
        return true;
    }

    private static bool TryReadV2(JsonElement root, JsonElement payload, out PaymentPayload? payment, out string error)
    {
        payment = null;
        if (!root.TryGetProperty("accepted"u8, out var accepted) || accepted.ValueKind != JsonValueKind.Object)
            return Fail("accepted must be an object.", out error);
        if (!StrictJson.TryGetText(accepted, "scheme"u8, out var scheme) || !StrictJson.TryGetText(accepted, "network"u8, out var network))
            return Fail("accepted.scheme and accepted.network must be strings.", out error);
        if (!IsObjectOrNull(root, "extensions"u8, out var extensions) || !IsObjectOrNull(root, "resource"u8, out _))
            return Fail("extensions and resource must be objects where present.", out error);

        payment = new PaymentPayload(2, scheme, network, accepted, payload, extensions, root);
        error = "";
        return true;
    }

    private static bool IsObjectOrNull(JsonElement parent, ReadOnlySpan<byte> name, out JsonElement? value)
    {
        value = null;
        if (!parent.TryGetProperty(name, out var element) || element.ValueKind == JsonValueKind.Null)
            return true;

        value = element;
        return element.ValueKind == JsonValueKind.Object;
    }

    private static bool Fail(string message, out string error)
    {
        error = message;
        return false;
    }
}
