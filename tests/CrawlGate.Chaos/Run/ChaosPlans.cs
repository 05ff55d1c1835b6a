namespace CrawlGate.Chaos;

/// <summary>What is run when.</summary>
internal static class ChaosPlans
{
    /// <summary>Everything.</summary>
    public static IReadOnlyList<ChaosPlan> Full(ulong seed) =>
    [
        new() { Name = "SQLite", Seed = seed, Kills = 160, Incidents = [Incident.NodeHangs, Incident.ClockSet] },
        new() { Name = "SQLite, two gateways", Seed = seed + 1, Gateways = 2, Kills = 50, HasMulticall = false, Incidents = [Incident.GatewayPaused, Incident.ClockSet] },
        new() { Name = "SQLite, small disk", Seed = seed + 2, Store = ChaosStore.SqliteOnSmallDisk, Incidents = [Incident.DiskFull, Incident.DiskFull] },
        new()
        {
            Name = "Redis, two gateways", Seed = seed + 3, Store = ChaosStore.Redis, Gateways = 2, Kills = 50,
            Incidents = [Incident.RedisKilled, Incident.RedisKilled, Incident.GatewayPaused, Incident.ClockSet, Incident.NodeHangs],
        },
    ];

    /// <summary>Some kills, and the incidents that are over quickly.</summary>
    public static ChaosPlan ShortKills(ulong seed) => new() { Name = "SQLite", Seed = seed, Kills = 20, Crawlers = 4, Incidents = [Incident.ClockSet] };

    /// <summary>A disk that fills up, and nothing else.</summary>
    public static ChaosPlan ShortDisk(ulong seed) =>
        new() { Name = "SQLite, small disk", Seed = seed, Store = ChaosStore.SqliteOnSmallDisk, Crawlers = 4, Incidents = [Incident.DiskFull] };
}
