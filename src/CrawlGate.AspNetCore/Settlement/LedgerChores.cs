using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// What is to be written into the ledger and could not be: tried again until it is, while this process lives. Afterwards others find out
/// for themselves.
/// </summary>
internal sealed class LedgerChores(ILogger<LedgerChores> logger)
{
    private const int Max = 100_000;

    private readonly ConcurrentQueue<Func<Task>> _waiting = new();

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Does it now, or keeps it when the store fails.</summary>
    public async Task DoAsync(string what, LedgerEntry entry, Func<Task> chore)
    {
        try
        {
            await chore();
        }
        catch (Exception exception)
        {
            logger.LedgerChoreKept(exception, what, entry.Key.Payer);
            DoLater(chore);
        }
    }

    /// <summary>Keeps it for the next round.</summary>
    public void DoLater(Func<Task> chore)
    {
        if (_waiting.Count < Max)
            _waiting.Enqueue(chore);
        else
            logger.LedgerChoreDropped();
    }

    /// <summary>Tries everything that waits; stops at the first that fails again.</summary>
    public async Task CatchUpAsync()
    {
        for (var left = _waiting.Count; left > 0 && _waiting.TryDequeue(out var chore); left--)
        {
            try
            {
                await chore();
            }
            catch (Exception)
            {
                _waiting.Enqueue(chore);
                return;
            }
        }
    }
}
