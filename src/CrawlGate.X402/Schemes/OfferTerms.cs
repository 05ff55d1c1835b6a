using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>What an offer is made from.</summary>
/// <param name="Asset">The token to be paid in, on its network.</param>
/// <param name="Amount">The price in atomic units.</param>
/// <param name="PayTo">The account that is paid.</param>
/// <param name="MaxTimeoutSeconds">How long an authorization should stay valid, in seconds.</param>
public sealed record OfferTerms(TokenAsset Asset, UInt256 Amount, Address PayTo, int MaxTimeoutSeconds)
{
    /// <summary>Whether payments settle before the page is made; said in the offer's <c>extra.paymentFlow</c>.</summary>
    public bool IsUpfront { get; init; }
}
