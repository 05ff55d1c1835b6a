namespace CrawlGate.X402;

/// <summary>Verifies payments against a chain and settles them, here or elsewhere (x402 facilitator interface).</summary>
public interface IFacilitator
{
    /// <summary>Whether the payment would settle now. Moves no money and may be repeated.</summary>
    Task<VerifyOutcome> VerifyAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default);

    /// <summary>Moves the money. Called with no cancellation of the buyer's request: once begun, the outcome must be learnt.</summary>
    Task<SettleOutcome> SettleAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves the money of several payments; the outcomes are in the order of the requests. Nothing connects them: each succeeds or
    /// fails by itself. Unless a facilitator can do better it settles a few at a time, one by one.
    /// </summary>
    Task<IReadOnlyList<SettleOutcome>> SettleManyAsync(IReadOnlyList<FacilitatorRequest> requests, CancellationToken cancellationToken = default) =>
        SettleEach.RunAsync(requests, SettleAsync, cancellationToken);

    /// <summary>
    /// Whether it remembers what it settled, so that its refusal of a repeated settlement is its word about the first one too. Others may
    /// answer "nonce used" about their own success.
    /// </summary>
    bool RemembersSettlements => false;

    /// <summary>What can be settled; null when that cannot be read now.</summary>
    Task<SupportedResponse?> GetSupportedAsync(CancellationToken cancellationToken = default);
}
