using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>How a <see cref="SettlementEngine"/> sends transactions and when it calls them final.</summary>
public sealed record SettlementOptions
{
    /// <summary>How many blocks, its own included, a transaction must be deep before its outcome counts.</summary>
    public int Confirmations { get; init; } = 1;

    /// <summary>Wei per gas that is never exceeded, not by a replacement either.</summary>
    public UInt256 MaxFeePerGas { get; init; } = 200_000_000_000;

    /// <summary>Gas that one payment never gets: whoever is called could otherwise burn the signer's ether.</summary>
    public ulong MaxGasLimit { get; init; } = 1_000_000;

    /// <summary>How long a transaction may wait for a block before it is replaced at a higher fee.</summary>
    public TimeSpan ReplaceAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a caller waits before the outcome counts as unknown. The transaction itself is watched until it is final.</summary>
    public TimeSpan ReceiptTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many payments one batch transaction settles at most.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Gas that one batch transaction never gets. Chains limit it; 2^24 is what EIP-7825 allows.</summary>
    public ulong BatchGasLimit { get; init; } = 15_000_000;

    /// <summary>
    /// How long after a successful verification a payment is sent without asking the chain once more. Zero, the default, always asks: it
    /// costs one call, and a payer who moves the money away meanwhile costs no gas.
    /// </summary>
    public TimeSpan VerifiedFor { get; init; }

    /// <summary>How long fees are taken to be the same.</summary>
    public TimeSpan FeeLifetime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a signer's balance is taken to be the same, but for what it sends itself.</summary>
    public TimeSpan BalanceLifetime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the journal is asked for transactions that a process left behind.</summary>
    public TimeSpan AdoptEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long no node may know a transaction whose nonce is used up before it counts as given up.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after their payments expired closed transactions stay in the journal, to answer repeats.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The options themselves.</summary>
    /// <exception cref="ArgumentException">A number that makes no sense.</exception>
    internal SettlementOptions Validated() =>
        Confirmations >= 1 && BatchSize >= 1 && ReplaceAfter > TimeSpan.Zero && ReceiptTimeout > TimeSpan.Zero
            ? this
            : throw new ArgumentException("Confirmations, BatchSize, ReplaceAfter and ReceiptTimeout must be positive.");
}
