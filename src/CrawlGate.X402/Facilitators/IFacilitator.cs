namespace CrawlGate.X402;

/// <summary>Verifies payments against a chain and settles them, here or elsewhere (x402 facilitator interface).</summary>
public interface IFacilitator
{
    /// <summary>Whether the payment would settle now. Moves no money and may be repeated.</summary>
    Task<VerifyOutcome> VerifyAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default);

    /// <summary>Moves the money. Called with no cancellation of the buyer's request: once begun, the outcome must be learnt.</summary>
    Task<SettleOutcome> SettleAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default);

    /// <summary>Settles several payments, each with its own outcome, in order. Those that can settle together do.</summary>
    async Task<IReadOnlyList<SettleOutcome>> SettleManyAsync(IReadOnlyList<FacilitatorRequest> requests, CancellationToken cancellationToken = default)
    {
        const int atOnce = 8;
        var outcomes = new SettleOutcome[requests.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = CancellationToken.None };
        await Parallel.ForAsync(0, requests.Count, options, async (i, _) => outcomes[i] = await SettleAsync(requests[i].Payment, requests[i].Requirements, cancellationToken));
        return outcomes;
    }

    /// <summary>
    /// Whether it remembers what it settled, so that its refusal of a repeated settlement is its word about the first one too. Others may
    /// answer "nonce used" about their own success.
    /// </summary>
    bool RemembersSettlements => false;

    /// <summary>What can be settled; null when that cannot be read now.</summary>
    Task<SupportedResponse?> GetSupportedAsync(CancellationToken cancellationToken = default);
}
