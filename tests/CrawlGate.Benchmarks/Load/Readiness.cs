using System.Diagnostics;

namespace CrawlGate.Benchmarks;

/// <summary>Waits until a gateway takes payments.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task WaitAsync(Uri gateway)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            using var answer = await http.GetAsync(new Uri(gateway, "readyz"));
            if (answer.IsSuccessStatusCode)
                return;
            if (waited.Elapsed > Limit)
                throw new InvalidOperationException($"The gateway at {gateway} takes no payments.");
        }
    }
}
