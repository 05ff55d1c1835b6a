using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>What a signer has to pay gas with.</summary>
/// <param name="Address">The account.</param>
/// <param name="Wei">Its balance at the latest block.</param>
public sealed record SignerBalance(Address Address, UInt256 Wei);
