using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>A price and whom it applies to, compiled from configuration.</summary>
internal sealed class PaymentPolicy
{
    public required string Name { get; init; }

    public required ChargedAudience Charge { get; init; }

    /// <summary>What is accepted, the operator's favourite first; long-lived, so that what is derived from an offer can be cached by reference.</summary>
    public required IReadOnlyList<PaymentRequirements> Offers { get; init; }

    /// <summary>The price in dollars, to compare policies and to show people.</summary>
    public required decimal Dollars { get; init; }

    /// <summary>The quote, ready but for the URL and the reason.</summary>
    public required QuoteTemplate Quote { get; init; }

    /// <summary>Whether this request has to pay.</summary>
    public bool Charges(RequestClassification classification) =>
        Charge == ChargedAudience.Everyone || classification.Crawler is { Purpose: not CrawlerPurpose.Search };
}
