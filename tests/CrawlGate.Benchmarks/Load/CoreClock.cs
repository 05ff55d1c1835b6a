using System.Globalization;

namespace CrawlGate.Benchmarks;

/// <summary>How busy single cores are, from <c>/proc/stat</c>: shows which side of a load test was the limit.</summary>
internal static class CoreClock
{
    private const int Idle = 3;
    private const int IoWait = 4;

    /// <summary>The ticks a core was busy for, and all its ticks, since the system started.</summary>
    public static (long Busy, long Total) Read(int core)
    {
        var name = $"cpu{core.ToString(CultureInfo.InvariantCulture)} ";
        var ticks = File.ReadLines("/proc/stat").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8).Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        var total = ticks.Sum();
        return (total - ticks[Idle] - ticks[IoWait], total);
    }

    /// <summary>The share of time a core was busy between two readings, in percent.</summary>
    public static double Percent((long Busy, long Total) from, (long Busy, long Total) to) =>
        100.0 * (to.Busy - from.Busy) / Math.Max(1, to.Total - from.Total);
}
