namespace CrawlGate.X402;

/// <summary>What trying to settle came to.</summary>
public abstract record SettleOutcome
{
    private SettleOutcome() { }

    /// <summary>The money moved: hash, network and payer have been checked.</summary>
    public sealed record Settled(SettleResponse Response) : SettleOutcome;

    /// <summary>The money did not and will not move by this attempt.</summary>
    public sealed record Rejected(SettleResponse Response) : SettleOutcome;

    /// <summary>
    /// The attempt left this process and its outcome is not known: the money may have moved. Not a failure; never answered with
    /// a new quote. <paramref name="Detail"/> is for logs only.
    /// </summary>
    public sealed record Unknown(string Detail, string? Transaction = null) : SettleOutcome
    {
        /// <summary>
        /// The code for the answer of a facilitator endpoint: <see cref="X402Errors.SettlementPending"/>, unless the transaction is
        /// final and did something else than what was authorised (<see cref="ExactEvmErrors.TransferEventMismatch"/>), so that how
        /// much moved is what is not known and no wait will tell.
        /// </summary>
        public string Reason { get; init; } = X402Errors.SettlementPending;
    }

    /// <summary>Nothing was sent, so trying again is safe. <paramref name="Detail"/> is for logs only.</summary>
    public sealed record Unavailable(string Detail, TimeSpan? RetryAfter = null) : SettleOutcome;
}
