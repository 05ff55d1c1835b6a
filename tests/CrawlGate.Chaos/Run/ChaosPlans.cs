namespace CrawlGate.Chaos;

/// <summary>What is run when.</summary>
internal static class ChaosPlans
{
    /// <summary>Everything.</summary>
    public static IReadOnlyList<ChaosPlan> Full(ulong seed) =>
    [
        new() { Name = "SQLite", Seed = seed, Kills = 160, Incidents = [Incident.NodeHangs, Incident.ClockSet] },
        new() { Name = "SQLite, two gateways", Seed = seed + 1, Gateways = 2, Kills = 50, Incidents = [Incident.GatewayPaused, Incident.ClockSet] },
        new() { Name = "SQLite, small disk", Seed = seed + 2, Store = ChaosStore.SqliteOnSmallDisk, Incidents = [Incident.DiskFull] },
        new()
        {
            Name = "Redis, two gateways", Seed = seed + 3, Store = ChaosStore.Redis, Gateways = 2, Kills = 50,
            Incidents = [Incident.RedisKilled, Incident.GatewayPaused, Incident.ClockSet, Incident.NodeHangs],
        },
    ];

    /// <summary>What fits into a minute.</summary>
    public static IReadOnlyList<ChaosPlan> Short(ulong seed) =>
    [
        new() { Name = "SQLite", Seed = seed, Kills = 20, Crawlers = 4, Incidents = [Incident.ClockSet] },
        new() { Name = "SQLite, small disk", Seed = seed + 1, Store = ChaosStore.SqliteOnSmallDisk, Crawlers = 4, Incidents = [Incident.DiskFull] },
    ];
}
