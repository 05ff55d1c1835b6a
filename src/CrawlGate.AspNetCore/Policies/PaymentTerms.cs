using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>A price as it is quoted and paid, compiled once for all rules that ask for the same.</summary>
internal sealed record PaymentTerms
{
    /// <summary>What is accepted, the operator's favourite first; long-lived, so that what is derived from an offer can be cached by reference.</summary>
    public required IReadOnlyList<PaymentRequirements> Offers { get; init; }

    /// <summary>The account that is paid.</summary>
    public required Address PayTo { get; init; }

    /// <summary>The price in atomic units.</summary>
    public required UInt256 Amount { get; init; }

    /// <summary>In which order a page is served and settled.</summary>
    public required PaymentFlow Flow { get; init; }

    /// <summary>How settlements are deferred; null in the other flows.</summary>
    public DeferralTerms? Deferral { get; init; }

    /// <summary>For how long the identical payment gets the page again.</summary>
    public required TimeSpan RetryWindow { get; init; }

    /// <summary>Whether buyers name their purchases.</summary>
    public PaymentIdentifierRule Identifiers { get; init; }

    /// <summary>The price in dollars, to compare terms and to show people.</summary>
    public required decimal Dollars { get; init; }

    /// <summary>The quote, ready but for the URL and the reason.</summary>
    public required QuoteTemplate Quote { get; init; }

    /// <summary>The lower price for agents with a person behind them; null where there is none.</summary>
    public PaymentTerms? ForAgents { get; init; }

    /// <summary>How the pages that are sold are named.</summary>
    public required ResourceUrl Resource { get; init; }
}
