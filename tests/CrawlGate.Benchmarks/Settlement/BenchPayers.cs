using System.Globalization;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Benchmarks;

/// <summary>Buyers with keys of their own and more money than a benchmark spends.</summary>
internal static class BenchPayers
{
    // Apart from the keys that other benchmarks give to strangers.
    private const int FirstKey = 1_000_000;
    private const int MintsTogether = 100;

    private static readonly UInt256 PocketMoney = 1_000_000_000;

    /// <summary>Private keys of so many accounts.</summary>
    public static string[] Keys(int count) => [.. Enumerable.Range(FirstKey, count).Select(key => "0x" + key.ToString("x64", CultureInfo.InvariantCulture))];

    /// <summary>Gives all of them money, a hundred with each transaction.</summary>
    public static async Task FundAsync(Anvil chain, Address token, IReadOnlyList<string> keys)
    {
        var plain = await ContractArtifact.LoadAsync("PlainToken");
        foreach (var some in keys.Chunk(MintsTogether))
        {
            var mints = some.Select(key => (token, plain.Encode("mint(address,uint256)", AddressOf(key), PocketMoney)));
            await chain.SendAsync(null, Multicall3.Contract, Multicall3.Aggregate([.. mints]));
        }
    }

    private static Address AddressOf(string key)
    {
        using var signer = PrivateKeySigner.FromHex(key);
        return signer.Address;
    }
}
