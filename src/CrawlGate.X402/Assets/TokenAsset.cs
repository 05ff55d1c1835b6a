using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>A token that prices are charged in.</summary>
/// <param name="Network">The chain it lives on.</param>
/// <param name="Address">Its contract.</param>
/// <param name="Name">Its EIP-712 domain name, which a signature covers: <c>USD Coin</c> on Base, but <c>USDC</c> on Base Sepolia.</param>
/// <param name="Version">Its EIP-712 domain version.</param>
/// <param name="Decimals">How many atomic digits one unit has.</param>
public sealed record TokenAsset(CaipNetwork Network, Address Address, string Name, string Version, int Decimals);
