using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>What a request presents to the ledger: a payment whose signature is good, and what it is to buy.</summary>
public sealed record PaymentClaim
{
    /// <summary>The payment.</summary>
    public required AuthorizationKey Key { get; init; }

    /// <summary>What was signed and the signature itself, hashed: only the very same authorization is the same payment again.</summary>
    public required Bytes32 Fingerprint { get; init; }

    /// <summary>What is bought: the method and the gate's own URL of the page.</summary>
    public required string Resource { get; init; }

    /// <summary>The account that is paid.</summary>
    public required Address PayTo { get; init; }

    /// <summary>The price in the asset's atomic units.</summary>
    public required UInt256 Amount { get; init; }

    /// <summary>When the authorization expires.</summary>
    public required DateTimeOffset ValidBefore { get; init; }

    /// <summary>The buyer's own name for the purchase (<c>payment-identifier</c> extension); unique per payer.</summary>
    public string? Identifier { get; init; }
}
