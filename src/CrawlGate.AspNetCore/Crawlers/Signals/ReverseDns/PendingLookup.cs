namespace CrawlGate.AspNetCore;

/// <summary>A lookup under way, shared by all who want its answer. They wait until it ends or it has taken too long, whichever is first.</summary>
internal sealed class PendingLookup : IDisposable
{
    // The requests that wait go on by themselves, not one after another on the lookup's thread.
    private readonly TaskCompletionSource _waited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;

    public PendingLookup(CachedAddress entry, TimeSpan waitAtMost, TimeProvider time)
    {
        Entry = entry;
        _timer = time.CreateTimer(static state => ((TaskCompletionSource)state!).TrySetResult(), _waited, waitAtMost, Timeout.InfiniteTimeSpan);
    }

    public CachedAddress Entry { get; }

    /// <summary>Ends with the lookup or when nobody should wait any longer, counted from its start: an address is waited for once.</summary>
    public Task Waited => _waited.Task;

    /// <summary>Ends the wait.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _waited.TrySetResult();
    }
}
