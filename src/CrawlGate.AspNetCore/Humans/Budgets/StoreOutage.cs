using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>Whether the store is away. While it is, one caller every two seconds finds out, and the others do not wait for it.</summary>
internal sealed class StoreOutage(ILogger logger)
{
    private static readonly long Pause = TimeSpan.FromSeconds(2).Ticks;

    private long _askAt;

    /// <summary>Whether to do without the store.</summary>
    public bool IsOn(DateTimeOffset now)
    {
        var askAt = Volatile.Read(ref _askAt);
        if (askAt == 0)
            return false;

        var ticks = now.UtcTicks;
        var isDue = ticks >= askAt || ticks < askAt - Pause;
        return !isDue || Interlocked.CompareExchange(ref _askAt, ticks + Pause, askAt) != askAt;
    }

    /// <summary>It did not answer.</summary>
    public void Begin(DateTimeOffset now, LedgerUnavailableException failure)
    {
        if (Interlocked.Exchange(ref _askAt, now.UtcTicks + Pause) == 0)
            logger.BudgetsLost(failure.Message);
    }

    /// <summary>It answered.</summary>
    public void End()
    {
        if (Volatile.Read(ref _askAt) != 0 && Interlocked.Exchange(ref _askAt, 0) != 0)
            logger.BudgetsBack();
    }
}
