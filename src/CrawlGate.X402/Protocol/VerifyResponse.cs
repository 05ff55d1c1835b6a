using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrawlGate.X402;

/// <summary>A facilitator's answer to <c>/verify</c>.</summary>
public sealed record VerifyResponse
{
    /// <summary>Whether the payment would settle now.</summary>
    [JsonRequired]
    public bool IsValid { get; init; }

    /// <summary>A code of <see cref="X402Errors"/>, or another facilitator's own.</summary>
    public string? InvalidReason { get; init; }

    /// <summary>Detail for logs; may hold node text and is never shown to a buyer.</summary>
    public string? InvalidMessage { get; init; }

    /// <summary>The paying account.</summary>
    public string? Payer { get; init; }

    /// <summary>Extension results by name.</summary>
    public JsonElement? Extensions { get; init; }

    /// <summary>Scheme-specific facts.</summary>
    public JsonElement? Extra { get; init; }

    /// <summary>A positive answer.</summary>
    public static VerifyResponse Valid(string payer) => new() { IsValid = true, Payer = payer };

    /// <summary>A negative answer.</summary>
    public static VerifyResponse Invalid(string reason, string? payer = null, string? message = null) =>
        new() { IsValid = false, InvalidReason = reason, InvalidMessage = message, Payer = payer };
}
