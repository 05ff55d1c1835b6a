using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrawlGate.X402;

/// <summary>A facilitator's answer to <c>/settle</c> and the content of <c>PAYMENT-RESPONSE</c>.</summary>
public sealed record SettleResponse
{
    /// <summary>Whether the money moved.</summary>
    [JsonRequired]
    public bool Success { get; init; }

    /// <summary>A code of <see cref="X402Errors"/> when it did not.</summary>
    public string? ErrorReason { get; init; }

    /// <summary>Detail for logs; may hold node text and is never shown to a buyer.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The paying account.</summary>
    public string? Payer { get; init; }

    /// <summary>The transaction hash; the empty string, never null, when there is none.</summary>
    [JsonRequired]
    public string Transaction { get; init; } = "";

    /// <summary>The network that settled it.</summary>
    [JsonRequired]
    public string Network { get; init; } = "";

    /// <summary>The atomic amount that moved, when it may differ from the price.</summary>
    public string? Amount { get; init; }

    /// <summary>Extension results by name.</summary>
    public JsonElement? Extensions { get; init; }

    /// <summary>Scheme-specific facts.</summary>
    public JsonElement? Extra { get; init; }

    /// <summary>A negative answer.</summary>
    public static SettleResponse Failed(string reason, string network, string? payer = null, string transaction = "", string? message = null) =>
        new() { Success = false, ErrorReason = reason, ErrorMessage = message, Network = network, Payer = payer, Transaction = transaction };
}
