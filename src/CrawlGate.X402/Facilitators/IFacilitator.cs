namespace CrawlGate.X402;

/// <summary>Verifies payments against a chain and settles them, here or elsewhere (x402 facilitator interface).</summary>
public interface IFacilitator
{
    /// <summary>Whether the payment would settle now. Moves no money and may be repeated.</summary>
    Task<VerifyOutcome> VerifyAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default);

    /// <summary>Moves the money. Called with no cancellation of the buyer's request: once begun, the outcome must be learnt.</summary>
    Task<SettleOutcome> SettleAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default);

    /// <summary>What can be settled; null when that cannot be read now.</summary>
    Task<SupportedResponse?> GetSupportedAsync(CancellationToken cancellationToken = default);
}
