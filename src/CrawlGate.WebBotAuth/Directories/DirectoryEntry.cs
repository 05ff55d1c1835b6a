namespace CrawlGate.WebBotAuth;

/// <summary>A directory's place in the cache.</summary>
internal sealed class DirectoryEntry(SignatureAgent agent, bool isKnown, DateTimeOffset now)
{
    private readonly Lock _lock = new();
    private volatile DirectoryState? _state;
    private Task? _fetch;
    private long _lastUsed = now.UtcTicks;

    public SignatureAgent Agent => agent;

    /// <summary>The operator named the agent.</summary>
    public bool IsKnown => isKnown;

    /// <summary>Null before the first attempt.</summary>
    public DirectoryState? State => _state;

    public long LastUsedTicks => Volatile.Read(ref _lastUsed);

    /// <summary>Only a key that was found is a use; asking alone keeps nobody's place.</summary>
    public void Use(DateTimeOffset at) => Volatile.Write(ref _lastUsed, at.UtcTicks);

    /// <summary>Whether a newcomer may take the place: nothing useful came of it lately, and nothing is under way.</summary>
    public bool MayGiveWay(DateTimeOffset at, TimeSpan idle)
    {
        lock (_lock)
            return _fetch is null && (_state is not { } state || (at >= state.QuietUntil && at.UtcTicks - LastUsedTicks >= idle.Ticks));
    }

    /// <summary>
    /// The fetch under way, or else the one that <paramref name="start"/> begins; null when it begins none. Nothing is begun when
    /// the state is no longer the one the caller judged by.
    /// </summary>
    public Task? Fetch(DirectoryState? judged, Func<DirectoryEntry, Task?> start)
    {
        lock (_lock)
        {
            if (_fetch is null && !ReferenceEquals(_state, judged))
                return Task.CompletedTask;
            return _fetch ??= start(this);
        }
    }

    /// <summary>Ends the fetch under way.</summary>
    public void Complete(DirectoryState? state)
    {
        lock (_lock)
        {
            _state = state;
            _fetch = null;
        }
    }
}
