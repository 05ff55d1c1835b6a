using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Adds claimed payments to the index, many in one command: while one is under way the next collects. So the claim itself stays one
/// plain <c>SET</c>, and at a high rate the index costs a fraction of a command each.
/// </summary>
internal sealed class RedisClaimIndex(Func<SortedSetEntry[], Task> write)
{
    private readonly Lock _lock = new();
    private List<SortedSetEntry> _waiting = [];
    private TaskCompletionSource _written = NewSource();
    private bool _isWriting;

    /// <summary>Done once the payment is in the index.</summary>
    public Task AddAsync(byte[] payment, double opened)
    {
        lock (_lock)
        {
            _waiting.Add(new SortedSetEntry(payment, opened));
            var written = _written.Task;
            if (!_isWriting)
            {
                _isWriting = true;
                _ = WriteAllAsync();
            }

            return written;
        }
    }

    private async Task WriteAllAsync()
    {
        await Task.Yield();
        while (Next() is var (entries, written))
        {
            try
            {
                await write(entries);
                written.SetResult();
            }
            catch (Exception exception)
            {
                written.SetException(exception);

                // A claim that failed already looks at this no more.
                _ = written.Task.Exception;
            }
        }
    }

    private (SortedSetEntry[] Entries, TaskCompletionSource Written)? Next()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _isWriting = false;
                return null;
            }

            var next = (_waiting.ToArray(), _written);
            _waiting.Clear();
            _written = NewSource();
            return next;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
