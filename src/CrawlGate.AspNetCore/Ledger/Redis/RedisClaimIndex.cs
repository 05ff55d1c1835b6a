using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Adds claimed payments to the index, by which they are listed and nothing else. A claim sends its line ahead of itself and does not wait
/// for it; when many are under way, lines collect and go together, so at a high rate each costs a fraction of a command. A line that is
/// lost with its connection is added again by the payment's next step.
/// </summary>
internal sealed class RedisClaimIndex(Func<SortedSetEntry[], Task> write)
{
    private const int MaxUnderWay = 8;
    private readonly Lock _lock = new();
    private readonly List<SortedSetEntry> _waiting = [];
    private int _underWay;

    /// <summary>Adds a payment.</summary>
    public void Add(byte[] payment, double opened)
    {
        lock (_lock)
        {
            if (_underWay == MaxUnderWay)
            {
                _waiting.Add(new SortedSetEntry(payment, opened));
                return;
            }

            _underWay++;
        }

        _ = WriteAsync([new SortedSetEntry(payment, opened)]);
    }

    private async Task WriteAsync(SortedSetEntry[] entries)
    {
        for (; entries.Length > 0; entries = Next())
        {
            try
            {
                await write(entries);
            }
            catch (LedgerUnavailableException)
            {
                // The claims say it themselves.
            }
        }
    }

    private SortedSetEntry[] Next()
    {
        lock (_lock)
        {
            SortedSetEntry[] next = [.. _waiting];
            _waiting.Clear();
            if (next.Length == 0)
                _underWay--;
            return next;
        }
    }
}
