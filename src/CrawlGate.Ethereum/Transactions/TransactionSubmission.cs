namespace CrawlGate.Ethereum;

/// <summary>What is known of a transaction after trying to send it.</summary>
public abstract record TransactionSubmission
{
    private TransactionSubmission() { }

    /// <summary>A node accepted it.</summary>
    public sealed record Sent(Bytes32 Transaction) : TransactionSubmission;

    /// <summary>The bytes left, the answer did not come: it may or may not be in a mempool.</summary>
    public sealed record Uncertain(Bytes32 Transaction, string Detail) : TransactionSubmission;

    /// <summary>The call would revert or the node refused it for good; nothing was broadcast.</summary>
    public sealed record Refused(string Detail, string? RevertData) : TransactionSubmission;

    /// <summary>
    /// Nothing was broadcast, for a reason outside the call: no node answered, gas is above the ceiling, the account cannot pay for
    /// gas, the mempool is full. Trying again is safe.
    /// </summary>
    public sealed record NotSent(string Detail) : TransactionSubmission;
}
