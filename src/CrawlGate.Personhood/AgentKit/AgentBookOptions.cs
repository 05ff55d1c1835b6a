using System.Collections.Frozen;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Where agents are registered.</summary>
public sealed record AgentBookOptions
{
    /// <summary>World Chain, Base and Base Sepolia, as AgentKit 0.1.5 knows them.</summary>
    public static IReadOnlyDictionary<ulong, Address> KnownContracts { get; } = new Dictionary<ulong, Address>
    {
        [480] = Address.Parse("0xa23ab2712ea7bba896930544c7d6636a96b944da"),
        [8453] = Address.Parse("0xe1d1d3526a6faa37eb36bd10b933c1b77f4561a4"),
        [84532] = Address.Parse("0xa23ab2712ea7bba896930544c7d6636a96b944da"),
    }.ToFrozenDictionary();

    /// <summary>The register's contract by EIP-155 chain id.</summary>
    public IReadOnlyDictionary<ulong, Address> Contracts { get; init; } = KnownContracts;

    /// <summary>The chain on which an agent is looked up when the chain it signed for has no register: World Chain.</summary>
    public ulong DefaultChain { get; init; } = 480;

    /// <summary>The one chain on which every agent is looked up; null goes by the chain it signed for.</summary>
    public ulong? OnlyChain { get; init; }

    /// <summary>How long an answer is remembered: whoever registers or changes hands is seen after that.</summary>
    public TimeSpan CacheLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most answers that are remembered.</summary>
    public int CacheCapacity { get; init; } = 4096;
}
