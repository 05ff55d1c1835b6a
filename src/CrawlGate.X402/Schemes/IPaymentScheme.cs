namespace CrawlGate.X402;

/// <summary>The seller's side of a payment scheme on a family of networks: making offers and checking payments without I/O.</summary>
public interface IPaymentScheme
{
    /// <summary>The scheme's name on the wire.</summary>
    string Name { get; }

    /// <summary>Whether the scheme works on a network.</summary>
    bool Supports(CaipNetwork network);

    /// <summary>The offer for a price.</summary>
    PaymentRequirements CreateOffer(OfferTerms terms);

    /// <summary>
    /// Everything that can be known about a payment without asking anybody: numbers, window, amount, recipient and, for a payer
    /// with a key, the signature. Never throws for what a buyer sends.
    /// </summary>
    PaymentCheck Check(PaymentPayload payment, PaymentRequirements requirements, DateTimeOffset now);
}
