using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CrawlGate.DevChain;

namespace CrawlGate.Benchmarks;

/// <summary>What buying pages came to.</summary>
/// <param name="Sent">Payments that were sent.</param>
/// <param name="Pages">Answers with a page.</param>
/// <param name="Others">Other answers, while payments were sent.</param>
/// <param name="Seconds">From the first request to the last page.</param>
/// <param name="P50">The median latency of all answers in milliseconds.</param>
/// <param name="P99">The latency that one answer in a hundred exceeds, in milliseconds.</param>
internal sealed record PageRun(int Sent, int Pages, int Others, double Seconds, double P50, double P99)
{
    private const string Marker = "RESULT ";

    public double PagesPerSecond => Pages / Seconds;

    /// <summary>Buys pages with the payments of a file, each once, by wrk with one thread.</summary>
    /// <param name="url">The page.</param>
    /// <param name="payments">The file.</param>
    /// <param name="wanted">With so many pages it ends early.</param>
    /// <param name="connections">How many requests at a time.</param>
    /// <param name="limit">When it ends at the latest.</param>
    public static async Task<PageRun> BuyAsync(Uri url, string payments, int wanted, int connections, TimeSpan limit)
    {
        string[] arguments =
        [
            "-t1", $"-c{connections.ToString(CultureInfo.InvariantCulture)}", $"-d{limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)}s", "--timeout", "60s", "--latency",
            "-H", $"User-Agent: {Visitors.Crawler}", "-s", Path.Combine(AppContext.BaseDirectory, "Load", "pages.lua"), url.AbsoluteUri,
            "--", payments, wanted.ToString(CultureInfo.InvariantCulture),
        ];
        var output = await ChildProcess.RunAsync(new ProcessStartInfo("wrk", arguments), "", CancellationToken.None);
        var at = output.IndexOf(Marker, StringComparison.Ordinal);
        if (at < 0)
            throw new InvalidOperationException($"wrk reported nothing:\n{output}");

        using var document = JsonDocument.Parse(output[(at + Marker.Length)..]);
        int Number(string name) => document.RootElement.GetProperty(name).GetInt32();
        return new PageRun(Number("sent"), Number("pages"), Number("others"), Number("microseconds") / 1e6, Number("p50") / 1e3, Number("p99") / 1e3);
    }
}
