using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using CrawlGate.X402;

namespace CrawlGate.Client;

/// <summary>A payment as it goes over the wire, and what it is worth.</summary>
/// <param name="HeaderName">The request header that carries it.</param>
/// <param name="HeaderValue">Its value; the same text on every try.</param>
/// <param name="Offer">The offer it pays.</param>
/// <param name="Receipt">The receipt before the server said anything.</param>
internal sealed record SignedPayment(string HeaderName, string HeaderValue, Offer Offer, PaymentReceipt Receipt)
{
    /// <summary>The text of the header, its members in the order of the reference clients.</summary>
    public static (string Name, string Value) Encode(Quote quote, Offer offer, JsonElement payload)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("x402Version"u8, quote.Version);
            if (quote.Version == 1)
            {
                writer.WriteString("scheme"u8, offer.Terms.Scheme);
                Write(writer, "network"u8, offer.Json.GetProperty("network"u8));
                Write(writer, "payload"u8, payload);
            }
            else
            {
                Write(writer, "payload"u8, payload);
                if (quote.Resource is { } resource)
                    Write(writer, "resource"u8, resource);
                Write(writer, "accepted"u8, offer.Json);
                if (quote.Extensions is { } extensions)
                    Write(writer, "extensions"u8, extensions);
            }

            writer.WriteEndObject();
        }

        return (quote.Version == 1 ? X402Headers.PaymentV1 : X402Headers.PaymentSignature, Convert.ToBase64String(buffer.WrittenSpan));
    }

    /// <summary>Copies the bytes as received: a writer of ours might escape or space them differently.</summary>
    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, JsonElement value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }
}
