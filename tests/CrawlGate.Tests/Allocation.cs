namespace CrawlGate.Tests;

/// <summary>Measures what a call leaves on the heap, on this thread and after warming up.</summary>
internal static class Allocation
{
    private const int Rounds = 1000;

    public static void AssertNone(Action action) => Assert.Equal(0, Of(action));

    /// <summary>Bytes per call, rounded up; the least of a few tries, because the runtime now and then allocates for itself.</summary>
    public static long Of(Action action)
    {
        for (var i = 0; i < Rounds; i++)
            action();

        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Rounds; i++)
                action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (least + Rounds - 1) / Rounds;
    }
}
