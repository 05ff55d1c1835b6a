namespace CrawlGate.Chaos;

/// <summary>What a run does.</summary>
internal sealed record ChaosPlan
{
    /// <summary>What reports call it.</summary>
    public required string Name { get; init; }

    /// <summary>All chance comes from it, but for what the machine's own timing adds.</summary>
    public required ulong Seed { get; init; }

    public ChaosStore Store { get; init; } = ChaosStore.Sqlite;

    /// <summary>How many gateways share the store.</summary>
    public int Gateways { get; init; } = 1;

    /// <summary>How often a gateway is killed.</summary>
    public int Kills { get; init; }

    /// <summary>Whether the chain has Multicall3, so that deferred payments settle many in one transaction.</summary>
    public bool HasMulticall { get; init; } = true;

    /// <summary>How many crawlers pay at a time, apart from the poor one.</summary>
    public int Crawlers { get; init; } = 6;

    /// <summary>What else happens, in this order, after the kills.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>How long the node hangs.</summary>
    public TimeSpan NodeOutage { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Where the ledger is.</summary>
internal enum ChaosStore
{
    Sqlite,

    /// <summary>SQLite on a disk that can be filled up.</summary>
    SqliteOnSmallDisk,

    Redis,
}

/// <summary>What can happen besides kills.</summary>
internal enum Incident
{
    /// <summary>The clock of a gateway is set back by 5 seconds and forward again.</summary>
    ClockSet,

    /// <summary>The node hangs.</summary>
    NodeHangs,

    /// <summary>The disk of the ledger is full.</summary>
    DiskFull,

    /// <summary>Redis is killed and started again.</summary>
    RedisKilled,

    /// <summary>A gateway stands still for longer than it counts as alive, and goes on.</summary>
    GatewayPaused,
}
