namespace CrawlGate.Ethereum;

/// <summary>Limits of a <see cref="TransactionSender"/>.</summary>
public sealed record TransactionSenderOptions
{
    /// <summary>Wei per gas that is never exceeded.</summary>
    public UInt256 MaxFeePerGas { get; init; } = 200_000_000_000;

    /// <summary>Gas that one call never gets: whoever is called could otherwise burn the sender's ether.</summary>
    public ulong MaxGasLimit { get; init; } = 1_000_000;
}
