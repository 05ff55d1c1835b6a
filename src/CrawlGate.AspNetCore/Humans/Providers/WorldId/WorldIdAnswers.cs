namespace CrawlGate.AspNetCore;

/// <summary>
/// What this process knows of requests at World ID's bridge: when each was asked about last, and answers that are not judged yet. The bridge
/// hands an answer out once, and a wallet proves an action once; an answer that got lost because nobody could verify it for a moment, or
/// because a browser loaded a page twice, would cost the person a slot of the week.
/// </summary>
internal sealed class WorldIdAnswers(TimeProvider time) : IEphemeralMemory
{
    private const int Capacity = 4096;

    private static readonly TimeSpan BetweenPolls = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Entry> _entries = [];

    /// <summary>Whether a request may be asked about now: once a second, and not while very many are. A yes counts as having asked.</summary>
    public bool MayPoll(Guid requestId)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_entries.TryGetValue(requestId, out var known) && (known.Answer is not null || now < known.Until))
                return false;
            if (known is null && !HasRoom(now))
                return false;

            _entries[requestId] = new Entry(now + BetweenPolls, null);
            return true;
        }
    }

    /// <summary>Keeps an answer for as long as its question is good.</summary>
    public void Keep(Guid requestId, string answer, DateTimeOffset until)
    {
        lock (_lock)
        {
            if (_entries.ContainsKey(requestId) || HasRoom(time.GetUtcNow()))
                _entries[requestId] = new Entry(until, answer);
        }
    }

    /// <summary>The answer that is not judged yet; null when there is none.</summary>
    public string? Find(Guid requestId)
    {
        lock (_lock)
            return _entries.TryGetValue(requestId, out var known) && time.GetUtcNow() < known.Until ? known.Answer : null;
    }

    /// <summary>Forgets a request.</summary>
    public void Forget(Guid requestId)
    {
        lock (_lock)
            _entries.Remove(requestId);
    }

    public ValueTask TidyAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            Tidy(time.GetUtcNow());
        return default;
    }

    private bool HasRoom(DateTimeOffset now)
    {
        if (_entries.Count >= Capacity)
            Tidy(now);
        return _entries.Count < Capacity;
    }

    private void Tidy(DateTimeOffset now)
    {
        foreach (var (requestId, entry) in _entries)
        {
            if (entry.Until <= now)
                _entries.Remove(requestId);
        }
    }

    private sealed record Entry(DateTimeOffset Until, string? Answer);
}
