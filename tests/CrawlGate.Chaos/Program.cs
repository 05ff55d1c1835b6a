using System.Globalization;
using CrawlGate.Chaos;
using CrawlGate.DevChain;

// gateway …: one gateway that can be told where to die. run: the harness.
return args switch
{
    ["gateway", ..] => await GatewayRole.RunAsync(args[1..]),
    ["run", ..] => await RunAsync(args[1..]),
    _ => Usage(),
};

static async Task<int> RunAsync(string[] args)
{
    var options = new Dictionary<string, string>();
    for (var i = 0; i + 1 < args.Length; i += 2)
        options[args[i].TrimStart('-')] = args[i + 1];

    var seed = options.TryGetValue("seed", out var given) ? ulong.Parse(given, CultureInfo.InvariantCulture) : (ulong)TimeProvider.System.GetUtcNow().Ticks;
    var results = new List<ChaosResult>();
    foreach (var plan in Plans(options, seed))
    {
        var result = await ChaosRun.RunAsync(plan, Console.Out);
        Console.WriteLine(result.Evidence);
        results.Add(result);
    }

    var report = Report.Write(results);
    if (options.TryGetValue("report", out var file))
        await File.WriteAllTextAsync(RepositoryRoot.Combine(file), report);
    Console.WriteLine(report);
    return results.All(result => result.Violations.Count == 0) ? 0 : 1;
}

static IReadOnlyList<ChaosPlan> Plans(Dictionary<string, string> options, ulong seed)
{
    if (!options.TryGetValue("store", out var store))
        return ChaosPlans.Full(seed);

    var kills = int.Parse(options.GetValueOrDefault("kills", "40"), CultureInfo.InvariantCulture);
    var gateways = int.Parse(options.GetValueOrDefault("gateways", store == "redis" ? "2" : "1"), CultureInfo.InvariantCulture);
    var incidents = options.GetValueOrDefault("incidents", "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<Incident>);
    return
    [
        new ChaosPlan
        {
            Name = store,
            Seed = seed,
            Store = store switch { "redis" => ChaosStore.Redis, "sqlite" => ChaosStore.Sqlite, _ => ChaosStore.SqliteOnSmallDisk },
            Gateways = gateways,
            Kills = kills,
            Incidents = [.. incidents],
        },
    ];
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        run [--seed N] [--report FILE] [--store sqlite|redis|disk [--kills N] [--gateways N] [--incidents ClockSet,NodeHangs,DiskFull,RedisKilled,GatewayPaused]]
            kills gateways while crawlers pay, and compares chain, ledger and crawlers; without --store everything
        gateway --config FILE --urls URL
            one gateway that obeys the lines "kill POINT COUNT", "spare" and "clock SECONDS" on its standard input
        """);
    return 2;
}
