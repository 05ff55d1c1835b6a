namespace CrawlGate.Benchmarks;

/// <summary>Measures contestants in turn, each round beginning with another one, so that slow changes of the machine hit all alike.</summary>
internal sealed class Contest(Wrk wrk, BenchSettings settings)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    private readonly List<Series> _series = [];

    /// <summary>Everything measured so far.</summary>
    public IReadOnlyList<Series> Series => _series;

    /// <summary>Measures; answers the requests per second of each contestant, in their order.</summary>
    public async Task<Series[]> RunAsync(params Contestant[] contestants)
    {
        foreach (var contestant in contestants)
            await WarmUpAsync(contestant);

        var runs = contestants.ToDictionary(contestant => contestant.Name, _ => new List<WrkRun>());
        for (var round = 0; round < settings.Rounds; round++)
        {
            for (var turn = 0; turn < contestants.Length; turn++)
            {
                var contestant = contestants[(round + turn) % contestants.Length];
                var run = await wrk.RunAsync(contestant, settings.Seconds, settings.WarmupBursts + round);
                runs[contestant.Name].Add(run);
                Console.WriteLine($"   {contestant.Name}: {run.RequestsPerSecond:0}/s, {run.CpuPerRequest:0.0} µs of processor a request, server core {run.ServerCoreBusy:0} %, load core {run.LoadCoreBusy:0} %");
            }
        }

        return [.. contestants.Select(contestant => Keep(contestant.Name, runs[contestant.Name]))];
    }

    /// <summary>What the warm-up cost is kept too: where it has stopped falling, the server runs its final code.</summary>
    private async Task WarmUpAsync(Contestant contestant)
    {
        var costs = new List<double>();
        for (var burst = 0; burst < settings.WarmupBursts; burst++)
        {
            costs.Add((await wrk.RunAsync(contestant, settings.BurstSeconds, burst)).CpuPerRequest);
            await Task.Delay(Rest);
        }

        Console.WriteLine($"   {contestant.Name}, warming up: {string.Join(", ", costs.Select(Figure.Format))} µs of processor a request");
        _series.Add(new Series($"{contestant.Name}: processor time while warming up", "µs/request", costs));
    }

    private Series Keep(string name, List<WrkRun> runs)
    {
        var rate = new Series(name, "requests/s", [.. runs.Select(run => run.RequestsPerSecond)]);
        _series.Add(rate);
        _series.Add(new Series($"{name}: processor time", "µs/request", [.. runs.Select(run => run.CpuPerRequest)]));
        _series.Add(new Series($"{name}: latency, median", "ms", [.. runs.Select(run => run.P50)]));
        _series.Add(new Series($"{name}: latency, 99 %", "ms", [.. runs.Select(run => run.P99)]));
        _series.Add(new Series($"{name}: server core busy", "%", [.. runs.Select(run => run.ServerCoreBusy)]));
        _series.Add(new Series($"{name}: load core busy", "%", [.. runs.Select(run => run.LoadCoreBusy)]));
        return rate;
    }
}
