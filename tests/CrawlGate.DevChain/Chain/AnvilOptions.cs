namespace CrawlGate.DevChain;

/// <summary>What kind of chain <see cref="Anvil"/> starts.</summary>
public sealed record AnvilOptions
{
    /// <summary>The chain id; Base Sepolia's unless said otherwise, so that clients know the chain.</summary>
    public ulong ChainId { get; init; } = 84532;

    /// <summary>The time between blocks, in whole seconds; null mines a block for each transaction at once.</summary>
    public int? BlockTimeSeconds { get; init; }

    /// <summary>Whether blocks come by themselves; otherwise only <see cref="Anvil.MineAsync"/> makes them.</summary>
    public bool Mines { get; init; } = true;
}
