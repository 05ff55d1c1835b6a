using System.Text.Json;

namespace CrawlGate.X402;

/// <summary>A quote: the body of the <c>PAYMENT-REQUIRED</c> header (x402 version 2).</summary>
public sealed record PaymentRequired
{
    /// <summary>Always 2.</summary>
    public int X402Version { get; init; } = 2;

    /// <summary>Why there is no access: <c>Payment required</c> at first, the reason of refusal after a payment.</summary>
    public string? Error { get; init; }

    /// <summary>What is for sale.</summary>
    public required ResourceInfo Resource { get; init; }

    /// <summary>The offers, the seller's favourite first.</summary>
    public required IReadOnlyList<PaymentRequirements> Accepts { get; init; }

    /// <summary>Extensions by name.</summary>
    public JsonElement? Extensions { get; init; }
}
