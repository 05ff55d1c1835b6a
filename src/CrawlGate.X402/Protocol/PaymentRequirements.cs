using System.Text.Json;

namespace CrawlGate.X402;

/// <summary>One way to pay: an entry of <c>accepts</c> (x402 version 2, section "PaymentRequirements").</summary>
public sealed record PaymentRequirements
{
    /// <summary>The payment scheme, like <c>exact</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>The CAIP-2 network.</summary>
    public required string Network { get; init; }

    /// <summary>The price in atomic units of the asset, a canonical decimal.</summary>
    public required string Amount { get; init; }

    /// <summary>The token contract.</summary>
    public required string Asset { get; init; }

    /// <summary>The account that is paid.</summary>
    public required string PayTo { get; init; }

    /// <summary>How long an authorization made for this offer should stay valid, in seconds.</summary>
    public required int MaxTimeoutSeconds { get; init; }

    /// <summary>Scheme-specific facts; for EIP-3009 the token's EIP-712 <c>name</c> and <c>version</c>.</summary>
    public JsonElement? Extra { get; init; }
}
