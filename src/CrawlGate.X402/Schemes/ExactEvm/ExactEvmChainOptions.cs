namespace CrawlGate.X402;

/// <summary>Limits of <see cref="ExactEvmChain"/>.</summary>
public sealed record ExactEvmChainOptions
{
    /// <summary>How long it is remembered that an asset has code. That it has none is never remembered.</summary>
    public TimeSpan AssetCodeLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The gas a contract wallet's <c>isValidSignature</c> may use.</summary>
    public ulong WalletGasLimit { get; init; } = 500_000;

    /// <summary>The gas a simulated transfer may use, the wallet's check included.</summary>
    public ulong TransferGasLimit { get; init; } = 1_000_000;

    /// <summary>How many blocks back the trace of a used authorization is looked for. Providers limit this range.</summary>
    public ulong LogLookbackBlocks { get; init; } = 2_000;
}
