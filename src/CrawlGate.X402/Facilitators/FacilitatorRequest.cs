using System.Runtime.CompilerServices;
using System.Text.Json;

namespace CrawlGate.X402;

/// <summary>What a facilitator is asked at <c>/verify</c> and <c>/settle</c>.</summary>
/// <param name="Payment">The buyer's payment as it was sent.</param>
/// <param name="Requirements">The seller's requirements; version 1 ones in version 2 form.</param>
public sealed record FacilitatorRequest(PaymentPayload Payment, PaymentRequirements Requirements)
{
    // Offers live as long as a configuration; those that came over the wire go with their request.
    private static readonly ConditionalWeakTable<PaymentRequirements, byte[]> KnownRequirements = [];

    /// <summary>The longest body that is read, in bytes.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>
    /// Reads <c>x402Version</c>, <c>paymentPayload</c> and <c>paymentRequirements</c> as strictly as payment headers are read;
    /// <paramref name="error"/> says in words what is wrong, without echoing input. Never throws.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out FacilitatorRequest? request, out string error)
    {
        request = null;
        if (body.Length > MaxLength)
            return Fail("The body is too long.", out error);

        return StrictJson.TryParse(body, out var root)
            ? TryRead(root, out request, out error)
            : Fail("The body is not UTF-8 JSON, is nested too deeply or repeats a key.", out error);
    }

    /// <summary>The body for a facilitator: the payment byte for byte as the buyer sent it, the requirements in the payment's version.</summary>
    /// <param name="payment">The payment.</param>
    /// <param name="requirements">The seller's requirements.</param>
    /// <param name="resourceV1">What a version 1 body names as the resource.</param>
    public static byte[] Write(PaymentPayload payment, PaymentRequirements requirements, ResourceInfo resourceV1)
    {
        if (payment.X402Version == 2)
            return WriteV2(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(payment.Json), KnownRequirements.GetValue(requirements, SerializeRequirements));

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("x402Version"u8, payment.X402Version);
            json.WritePropertyName("paymentPayload"u8);
            json.WriteRawValue(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(payment.Json), skipInputValidation: true);
            json.WritePropertyName("paymentRequirements"u8);
            if (payment.X402Version == 1 && PaymentRequirementsV1.From(requirements, resourceV1) is { } legacy)
                JsonSerializer.Serialize(json, legacy, X402JsonContext.Default.PaymentRequirementsV1);
            else
                JsonSerializer.Serialize(json, requirements, X402JsonContext.Default.PaymentRequirements);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Put together from what is JSON already: a gate writes one of these for every page that it sells.</summary>
    private static byte[] WriteV2(ReadOnlySpan<byte> payment, ReadOnlySpan<byte> requirements)
    {
        var start = "{\"x402Version\":2,\"paymentPayload\":"u8;
        var middle = ",\"paymentRequirements\":"u8;
        var body = new byte[start.Length + payment.Length + middle.Length + requirements.Length + 1];
        var rest = body.AsSpan();
        start.CopyTo(rest);
        rest = rest[start.Length..];
        payment.CopyTo(rest);
        rest = rest[payment.Length..];
        middle.CopyTo(rest);
        requirements.CopyTo(rest[middle.Length..]);
        body[^1] = (byte)'}';
        return body;
    }

    private static byte[] SerializeRequirements(PaymentRequirements requirements) =>
        JsonSerializer.SerializeToUtf8Bytes(requirements, X402JsonContext.Default.PaymentRequirements);

    private static bool TryRead(JsonElement root, out FacilitatorRequest? request, out string error)
    {
        request = null;
        if (root.ValueKind != JsonValueKind.Object)
            return Fail("The body is not a JSON object.", out error);
        if (!root.TryGetProperty("paymentPayload"u8, out var payload) || !PaymentPayload.TryRead(payload, out var payment, out error))
            return Fail("paymentPayload is missing or malformed.", out error);
        if (!root.TryGetProperty("x402Version"u8, out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != payment!.X402Version)
            return Fail("x402Version must be the number of the payment's version.", out error);
        if (!root.TryGetProperty("paymentRequirements"u8, out var element) || element.ValueKind != JsonValueKind.Object || ReadRequirements(element, number) is not { } requirements)
            return Fail("paymentRequirements is missing or malformed.", out error);

        request = new FacilitatorRequest(payment, requirements);
        error = "";
        return true;
    }

    private static PaymentRequirements? ReadRequirements(JsonElement element, int version)
    {
        var requirements = version == 1 ? ReadV1(element) : ReadV2(element);
        return requirements is { Scheme.Length: > 0, Network.Length: > 0, Amount.Length: > 0, Asset.Length: > 0, PayTo.Length: > 0, MaxTimeoutSeconds: > 0 }
            && requirements.Extra is null or { ValueKind: JsonValueKind.Object or JsonValueKind.Null }
                ? requirements
                : null;
    }

    private static PaymentRequirements? ReadV2(JsonElement element)
    {
        try
        {
            return element.Deserialize(X402JsonContext.Default.PaymentRequirements);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads the members that a payment is checked against. A network without a version 1 name stays as it is, and unsupported.</summary>
    private static PaymentRequirements? ReadV1(JsonElement element)
    {
        if (!StrictJson.TryGetText(element, "scheme"u8, out var scheme)
            || !StrictJson.TryGetText(element, "network"u8, out var name)
            || !StrictJson.TryGetText(element, "maxAmountRequired"u8, out var amount)
            || !StrictJson.TryGetText(element, "asset"u8, out var asset)
            || !StrictJson.TryGetText(element, "payTo"u8, out var payTo)
            || !element.TryGetProperty("maxTimeoutSeconds"u8, out var timeout)
            || timeout.ValueKind != JsonValueKind.Number
            || !timeout.TryGetInt32(out var maxTimeoutSeconds))
            return null;

        return new PaymentRequirements
        {
            Scheme = scheme,
            Network = V1Networks.TryGet(name, out var network) ? network.ToString() : name,
            Amount = amount,
            Asset = asset,
            PayTo = payTo,
            MaxTimeoutSeconds = maxTimeoutSeconds,
            Extra = element.TryGetProperty("extra"u8, out var extra) ? extra : null,
        };
    }

    private static bool Fail(string message, out string error)
    {
        error = message;
        return false;
    }
}
