using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace CrawlGate.AspNetCore;

/// <summary>So many free requests a day (UTC) for each client, counted in memory. When too many clients are known, new ones get none: it is a gift.</summary>
internal sealed class DailyAllowance(int perDay, TimeProvider time, int maxClients = DailyAllowance.DefaultMaxClients)
{
    public const int DefaultMaxClients = 10_000;

    private volatile Day _day = new(-1);

    /// <summary>How many requests are free.</summary>
    public int PerDay => perDay;

    /// <summary>Uses up one request; false when there is none left today.</summary>
    public bool TryTake(ClientKey client)
    {
        var day = Today();
        if (!day.Taken.TryGetValue(client, out var taken))
        {
            if (Volatile.Read(ref day.Clients) >= maxClients)
                return false;

            var mine = new StrongBox<int>();
            taken = day.Taken.GetOrAdd(client, mine);
            if (ReferenceEquals(taken, mine))
                Interlocked.Increment(ref day.Clients);
        }

        // Read first, so that a client that never stops asking does not count over the edge.
        return Volatile.Read(ref taken.Value) < perDay && Interlocked.Increment(ref taken.Value) <= perDay;
    }

    private Day Today()
    {
        var number = time.GetUtcNow().UtcTicks / TimeSpan.TicksPerDay;
        var day = _day;
        if (day.Number == number)
            return day;

        Interlocked.CompareExchange(ref _day, new Day(number), day);
        return _day;
    }

    private sealed class Day(long number)
    {
        public int Clients;

        public long Number => number;

        public ConcurrentDictionary<ClientKey, StrongBox<int>> Taken { get; } = new();
    }
}
