namespace CrawlGate.Ethereum;

/// <summary>What gas costs now.</summary>
/// <param name="BaseFeePerGas">The latest block's base fee, in wei; a block later it is at most an eighth higher.</param>
/// <param name="PriorityFeePerGas">The tip that the node recommends, in wei.</param>
public readonly record struct GasFees(UInt256 BaseFeePerGas, UInt256 PriorityFeePerGas);
