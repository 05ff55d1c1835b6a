namespace CrawlGate.X402;

/// <summary>A pause that ends at the same moment for all who come while it lasts, so that what each of them does next meets in one group.</summary>
internal sealed class SharedPause(TimeSpan length, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task _current = Task.CompletedTask;

    /// <summary>Ends with the pause that is under way, or begins one.</summary>
    public Task NextAsync()
    {
        lock (_lock)
            return _current.IsCompleted ? _current = Task.Delay(length, time) : _current;
    }
}
