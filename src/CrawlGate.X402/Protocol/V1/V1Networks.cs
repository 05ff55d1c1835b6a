using System.Collections.Frozen;

namespace CrawlGate.X402;

/// <summary>The short network names of x402 version 1 and the subset that its last client release (1.2.0) parses.</summary>
public static class V1Networks
{
    private static readonly FrozenDictionary<string, CaipNetwork> ByName = new Dictionary<string, CaipNetwork>
    {
        ["ethereum"] = CaipNetwork.ForEvm(1),
        ["sepolia"] = CaipNetwork.ForEvm(11155111),
        ["abstract"] = CaipNetwork.ForEvm(2741),
        ["abstract-testnet"] = CaipNetwork.ForEvm(11124),
        ["base-sepolia"] = CaipNetwork.ForEvm(84532),
        ["base"] = CaipNetwork.ForEvm(8453),
        ["avalanche-fuji"] = CaipNetwork.ForEvm(43113),
        ["avalanche"] = CaipNetwork.ForEvm(43114),
        ["iotex"] = CaipNetwork.ForEvm(4689),
        ["sei"] = CaipNetwork.ForEvm(1329),
        ["sei-testnet"] = CaipNetwork.ForEvm(1328),
        ["polygon"] = CaipNetwork.ForEvm(137),
        ["polygon-amoy"] = CaipNetwork.ForEvm(80002),
        ["peaq"] = CaipNetwork.ForEvm(3338),
        ["story"] = CaipNetwork.ForEvm(1514),
        ["educhain"] = CaipNetwork.ForEvm(41923),
        ["skale-base-sepolia"] = CaipNetwork.ForEvm(324705682),
        ["megaeth"] = CaipNetwork.ForEvm(4326),
        ["monad"] = CaipNetwork.ForEvm(143),
        ["stable"] = CaipNetwork.ForEvm(988),
        ["stable-testnet"] = CaipNetwork.ForEvm(2201),
        ["celo"] = CaipNetwork.ForEvm(42220),
        ["flare"] = CaipNetwork.ForEvm(14),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<CaipNetwork, string> ByNetwork = ByName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    private static readonly FrozenSet<string> ReadByLegacyClients = new[]
    {
        "abstract", "abstract-testnet", "base-sepolia", "base", "avalanche-fuji", "avalanche", "iotex", "sei", "sei-testnet", "polygon",
        "polygon-amoy", "peaq", "story", "educhain", "skale-base-sepolia",
    }.ToFrozenSet();

    /// <summary>The short name of a network, or null.</summary>
    public static string? NameOf(CaipNetwork network) => ByNetwork.GetValueOrDefault(network);

    /// <summary>The network of a short name.</summary>
    public static bool TryGet(string name, out CaipNetwork network) => ByName.TryGetValue(name, out network);

    /// <summary>
    /// Whether the closed schema of the 1.2.0 client accepts the name. That client throws on a whole quote when a single entry
    /// has another name, so other networks are left out of version 1 quotes.
    /// </summary>
    public static bool IsReadByLegacyClients(string name) => ReadByLegacyClients.Contains(name);
}
