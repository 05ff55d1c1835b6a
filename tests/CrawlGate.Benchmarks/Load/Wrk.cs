using System.Globalization;
using System.Text.Json;
using CrawlGate.DevChain;

namespace CrawlGate.Benchmarks;

/// <summary>What one load run came to.</summary>
/// <param name="RequestsPerSecond">Answered requests a second.</param>
/// <param name="P50">The median latency in milliseconds.</param>
/// <param name="P99">The latency that one request in a hundred exceeds, in milliseconds.</param>
internal sealed record WrkRun(double RequestsPerSecond, double P50, double P99)
{
    /// <summary>The server's processor time for one request, in microseconds.</summary>
    public double CpuPerRequest { get; init; }

    /// <summary>How busy the server's core was, in percent.</summary>
    public double ServerCoreBusy { get; init; }

    /// <summary>How busy the load generator's core was, in percent.</summary>
    public double LoadCoreBusy { get; init; }
}

/// <summary>Runs wrk on the load core with one thread.</summary>
internal sealed class Wrk(int serverCore, int loadCore, int connections)
{
    private const string Marker = "RESULT ";

    /// <summary>Loads a server; any answer that was not expected fails the whole benchmark.</summary>
    /// <exception cref="InvalidOperationException">Not every answer had the expected status.</exception>
    public async Task<WrkRun> RunAsync(Contestant contestant, int seconds, int run)
    {
        var payments = contestant.Payments?[run];
        var script = Path.Combine(AppContext.BaseDirectory, "Load", payments is null ? "report.lua" : "paid.lua");
        string[] arguments =
        [
            "-t1", $"-c{connections.ToString(CultureInfo.InvariantCulture)}", $"-d{seconds.ToString(CultureInfo.InvariantCulture)}s", "--latency",
            "-H", $"User-Agent: {contestant.UserAgent}", "-s", script, contestant.Url.AbsoluteUri,
        ];
        var start = PinnedServer.Pinned(loadCore, "wrk", payments is null ? arguments : [.. arguments, "--", payments]);

        var (cpu, server, load) = (contestant.Server.CpuSeconds, CoreClock.Read(serverCore), CoreClock.Read(loadCore));
        var output = await ChildProcess.RunAsync(start, "", CancellationToken.None);
        var (result, requests) = Read(output, contestant);
        return result with
        {
            CpuPerRequest = (contestant.Server.CpuSeconds - cpu) * 1e6 / requests,
            ServerCoreBusy = CoreClock.Percent(server, CoreClock.Read(serverCore)),
            LoadCoreBusy = CoreClock.Percent(load, CoreClock.Read(loadCore)),
        };
    }

    private static (WrkRun Run, long Requests) Read(string output, Contestant contestant)
    {
        var at = output.IndexOf(Marker, StringComparison.Ordinal);
        if (at < 0)
            throw new InvalidOperationException($"wrk reported nothing:\n{output}");

        using var document = JsonDocument.Parse(output[(at + Marker.Length)..]);
        long Number(string name) => document.RootElement.GetProperty(name).GetInt64();
        var requests = Number("requests");
        var wrong = contestant.Status < 400 ? Number("statusErrors") : requests - Number("statusErrors");
        if (requests == 0 || wrong != 0 || Number("otherErrors") != 0)
            throw new InvalidOperationException($"{contestant.Name}: of {requests} answers {wrong} were not {contestant.Status}, or there were other errors:\n{output}");

        return (new WrkRun(requests / (Number("microseconds") / 1e6), Number("p50") / 1e3, Number("p99") / 1e3), requests);
    }
}
