using System.Buffers;
using System.Text.Json;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>Whether buyers may or must name their purchases (<c>payment-identifier</c> extension).</summary>
public enum PaymentIdentifierRule
{
    /// <summary>Not advertised. Sending the identical payment again is safe all the same.</summary>
    Off,

    /// <summary>Advertised.</summary>
    Optional,

    /// <summary>Advertised as required; a payment without one is answered 400.</summary>
    Required,
}

/// <summary>The extension <c>payment-identifier</c>: the buyer's own name for a purchase, 16 to 128 letters, digits, hyphens or underscores.</summary>
internal static class PaymentIdentifier
{
    public const string Extension = "payment-identifier";

    private const int MinLength = 16;
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>What a quote says about it; null when nothing.</summary>
    public static JsonElement? Advertise(PaymentIdentifierRule rule) => rule == PaymentIdentifierRule.Off ? null : JsonElement.Parse($$$$"""
        {"{{{{Extension}}}}":{"info":{"required":{{{{(rule == PaymentIdentifierRule.Required ? "true" : "false")}}}}},"schema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"required":{"type":"boolean"},"id":{"type":"string","minLength":{{{{MinLength}}}},"maxLength":{{{{MaxLength}}}},"pattern":"^[a-zA-Z0-9_-]+$"}},"required":["required"]}}}
        """);

    /// <summary>Reads the identifier; false, with the reason, when it is malformed, or missing though required.</summary>
    public static bool TryRead(PaymentPayload payment, PaymentIdentifierRule rule, out string? identifier, out string reason)
    {
        identifier = null;
        reason = "";
        if (rule == PaymentIdentifierRule.Off)
            return true;

        if (payment.Extensions is { ValueKind: JsonValueKind.Object } extensions && extensions.TryGetProperty(Extension, out var extension))
        {
            if (extension.ValueKind != JsonValueKind.Object || !extension.TryGetProperty("info"u8, out var info) || info.ValueKind != JsonValueKind.Object)
                return Fail("The payment-identifier extension has no info object.", out reason);
            if (info.TryGetProperty("id"u8, out var id))
            {
                if (id.ValueKind != JsonValueKind.String || id.GetString() is not { Length: >= MinLength and <= MaxLength } text || text.AsSpan().ContainsAnyExcept(Allowed))
                    return Fail($"A payment identifier has {MinLength} to {MaxLength} letters, digits, hyphens or underscores.", out reason);
                identifier = text;
            }
        }

        return identifier is not null || rule != PaymentIdentifierRule.Required || Fail("This site asks for a payment identifier.", out reason);
    }

    private static bool Fail(string message, out string reason)
    {
        reason = message;
        return false;
    }
}
