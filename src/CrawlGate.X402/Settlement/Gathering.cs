namespace CrawlGate.X402;

/// <summary>
/// Holds back for a moment what comes while more of its kind is under way, so that more goes together: until as much waits as is under
/// way, or a time is over. What comes while nothing is under way goes at once.
/// </summary>
/// <param name="longest">How long the first of a group waits at most.</param>
/// <param name="time">The clock.</param>
internal sealed class Gathering(TimeSpan longest, TimeProvider time)
{
    /// <summary>How long a payment may well wait in each of the two places where payments gather.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private int _waiting;
    private int _underWay;
    private TaskCompletionSource? _enough;

    private bool IsEnough => _waiting >= _underWay;

    /// <summary>One more waits.</summary>
    public void Came() => Change(waiting: 1, underWay: 0);

    /// <summary>One has gone and is under way until <paramref name="arrival"/> ends; null when it came to nothing.</summary>
    public void Went(Task? arrival)
    {
        Change(waiting: -1, underWay: arrival is null ? 0 : 1);
        arrival?.ContinueWith(_ => Change(waiting: 0, underWay: -1), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Ends when those that wait may go. One group at a time.</summary>
    public async Task CompleteAsync()
    {
        TaskCompletionSource enough;
        lock (_lock)
        {
            if (IsEnough)
                return;

            _enough = enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        await Task.WhenAny(enough.Task, Task.Delay(longest, time));
    }

    private void Change(int waiting, int underWay)
    {
        lock (_lock)
        {
            (_waiting, _underWay) = (_waiting + waiting, _underWay + underWay);
            if (IsEnough)
                _enough?.TrySetResult();
        }
    }
}
