using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>Says once a minute at most what each client used, and nothing of those who used nothing.</summary>
internal sealed partial class FacilitatorUsage : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Counts> _counts;
    private readonly ILogger _logger;
    private readonly ITimer _windowEnd;
    private int _isArmed;

    public FacilitatorUsage(IEnumerable<string> clients, TimeProvider time, ILogger logger)
    {
        _counts = clients.ToDictionary(name => name, _ => new Counts());
        _logger = logger;
        _windowEnd = time.CreateTimer(_ => EndWindow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Count(string client, FacilitatorUse use)
    {
        Interlocked.Increment(ref _counts[client].Of[(int)use]);
        if (Interlocked.Exchange(ref _isArmed, 1) == 0)
            _windowEnd.Change(Window, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _windowEnd.Dispose();
        EndWindow();
    }

    private void EndWindow()
    {
        Interlocked.Exchange(ref _isArmed, 0);
        foreach (var (client, counts) in _counts)
        {
            var used = Array.ConvertAll(Enum.GetValues<FacilitatorUse>(), use => Interlocked.Exchange(ref counts.Of[(int)use], 0));
            if (used.Any(count => count > 0))
                Used(client, used[(int)FacilitatorUse.Settled], used[(int)FacilitatorUse.Unknown], used[(int)FacilitatorUse.Refused], used[(int)FacilitatorUse.RateLimited]);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Client}: {Settled} settled, {Unknown} with unknown outcome, {Refused} refused, {RateLimited} over the limit")]
    private partial void Used(string client, long settled, long unknown, long refused, long rateLimited);

    private sealed class Counts
    {
        public long[] Of { get; } = new long[Enum.GetValues<FacilitatorUse>().Length];
    }
}

/// <summary>What came of a client's call.</summary>
internal enum FacilitatorUse
{
    /// <summary>Money moved.</summary>
    Settled,

    /// <summary>Money may have moved.</summary>
    Unknown,

    /// <summary>A settlement was not made: by the engine, by the client's list or by a limit on gas.</summary>
    Refused,

    /// <summary>The client called too often.</summary>
    RateLimited,
}
