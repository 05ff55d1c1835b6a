using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>What every part of the settlement engine works with.</summary>
internal sealed record SettlementParts(
    IEthereumRpc Rpc, ulong ChainId, ExactEvmChain Chain, ISettlementJournal Journal, SettlementOptions Options, TimeProvider Time);
