using System.Diagnostics;

namespace CrawlGate.Benchmarks;

/// <summary>Does numbered things, so many at a time: whoever is done takes the next number.</summary>
internal static class Concurrently
{
    /// <summary>Does all of them; answers how many a second. A thing that answers false fails the whole benchmark.</summary>
    /// <exception cref="InvalidOperationException">Something answered false.</exception>
    public static async Task<double> RunAsync(string name, int count, int concurrency, Func<int, Task<bool>> run)
    {
        var (next, failed) = (-1, 0);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(concurrency, count)).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                if (!await run(i))
                    Interlocked.Increment(ref failed);
            }
        })));

        var seconds = clock.Elapsed.TotalSeconds;
        return failed == 0 ? count / seconds : throw new InvalidOperationException($"{name}: {failed} of {count} failed.");
    }
}
