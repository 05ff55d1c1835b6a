using CrawlGate.DevChain;

namespace CrawlGate.Benchmarks;

/// <summary>How long and how often to measure.</summary>
internal sealed record BenchSettings
{
    /// <summary>Seconds of one load run.</summary>
    public int Seconds { get; init; } = 3;

    /// <summary>
    /// Bursts of load before the first run of a server, each followed by a rest. On one busy core the runtime gets around to
    /// compiling hot methods properly only in the rests, and needs several rounds of that.
    /// </summary>
    public int WarmupBursts { get; init; } = 16;

    /// <summary>Seconds of one such burst.</summary>
    public int BurstSeconds { get; init; } = 1;

    /// <summary>Load runs of each server: many and short, because a noisy neighbour spoils whole seconds.</summary>
    public int Rounds { get; init; } = 7;

    /// <summary>How often functions and memory are measured.</summary>
    public int Repeats { get; init; } = 3;

    /// <summary>Connections of the load generator, enough that the server's core has no idle time.</summary>
    public int Connections { get; init; } = 32;

    /// <summary>Only shows that everything runs.</summary>
    public bool Quick { get; init; }

    /// <summary>The only comparison of the servers suite to run: free, quotes or paid; null for all. Not the report's figures.</summary>
    public string? Only { get; init; }

    /// <summary>The report's folder.</summary>
    public string Results { get; init; } = "";

    /// <summary>Whether a comparison is to be run.</summary>
    public bool Runs(string comparison) => Only is null || Only == comparison;

    public static BenchSettings Read(string[] args)
    {
        var options = new ConfigurationBuilder().AddCommandLine(args).Build();
        var quick = options.GetValue("quick", false);
        var only = options["only"];
        var folder = quick || only is not null ? RepositoryRoot.Combine("artifacts", "bench-quick") : RepositoryRoot.Combine("tests", "CrawlGate.Benchmarks", "results");
        return new BenchSettings
        {
            Seconds = options.GetValue("seconds", quick ? 1 : 3),
            WarmupBursts = options.GetValue("bursts", quick ? 2 : 16),
            Rounds = options.GetValue("rounds", quick ? 3 : 7),
            Repeats = options.GetValue("repeats", 3),
            Connections = options.GetValue("connections", 32),
            Quick = quick,
            Only = only,
            Results = Path.GetFullPath(options["results"] ?? folder),
        };
    }
}
