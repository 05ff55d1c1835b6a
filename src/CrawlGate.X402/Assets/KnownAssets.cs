using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Dollar stablecoins with EIP-3009 by network: Circle's published contract addresses and EIP-712 domains.</summary>
public static class KnownAssets
{
    private static readonly TokenAsset[] All =
    [
        Usdc(8453, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "USD Coin"),
        Usdc(84532, "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "USDC"),
        Usdc(1, "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "USD Coin"),
        Usdc(137, "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", "USD Coin"),
        Usdc(42161, "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "USD Coin"),
        Usdc(43114, "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E", "USD Coin"),
    ];

    /// <summary>The default dollar token of a network, or null.</summary>
    public static TokenAsset? ForNetwork(CaipNetwork network) => Array.Find(All, asset => asset.Network == network);

    /// <summary>The known token at an address of a network, or null.</summary>
    public static TokenAsset? Find(CaipNetwork network, Address address) => Array.Find(All, asset => asset.Network == network && asset.Address == address);

    private static TokenAsset Usdc(ulong chainId, string address, string name) =>
        new(CaipNetwork.ForEvm(chainId), Ethereum.Address.Parse(address), name, "2", 6);
}
