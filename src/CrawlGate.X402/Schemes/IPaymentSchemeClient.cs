using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>The buyer's side of a payment scheme on a family of networks: signing payments for offers.</summary>
public interface IPaymentSchemeClient
{
    /// <summary>The scheme's name on the wire.</summary>
    string Scheme { get; }

    /// <summary>Whether an offer of this scheme can be paid: its network, payment flow and way of transfer are known.</summary>
    /// <param name="offer">The offer, with a CAIP-2 network in both protocol versions.</param>
    bool Supports(PaymentRequirements offer);

    /// <summary>Signs a payment of exactly what the offer asks for. Moves no money by itself.</summary>
    /// <param name="offer">An offer that <see cref="Supports"/> accepts, with a CAIP-2 network in both protocol versions.</param>
    /// <param name="asset">The token as the buyer knows it; nothing about the token is taken from the offer.</param>
    /// <param name="signer">The paying account.</param>
    /// <param name="now">The time that validity counts from.</param>
    /// <param name="x402Version">1 or 2, the version of the quote.</param>
    /// <param name="cancellationToken">Cancels signing.</param>
    /// <exception cref="FormatException">The offer's amount or recipient is malformed.</exception>
    ValueTask<SignedPayload> CreatePayloadAsync(
        PaymentRequirements offer, TokenAsset asset, IEthereumSigner signer, DateTimeOffset now, int x402Version, CancellationToken cancellationToken = default);
}
