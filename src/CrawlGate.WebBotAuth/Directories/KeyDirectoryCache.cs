namespace CrawlGate.WebBotAuth;

/// <summary>
/// Fetches the key directories of signers and remembers them, by URL and key: a key counts only for the URL that lists it. Keys that
/// are remembered are answered at once, without allocation. A directory that cannot be read keeps the keys it had, for a bounded time;
/// one that is read and lacks a key has given it up. What strangers can make it fetch and remember is bounded
/// (<see cref="KeyDirectoryOptions"/>).
/// </summary>
/// <remarks>
/// At the well-known path (<see cref="SignatureAgentType.Directory"/>) a <c>kid</c>, when there is one, must be the key's thumbprint; in
/// other key sets it is the operator's label and is not read. <c>nbf</c> and <c>exp</c> are Unix seconds.
/// </remarks>
public sealed class KeyDirectoryCache : ISignatureKeyDirectory, IDisposable
{
    private static readonly KeyLookup.Unavailable Full = new("Too many directories are remembered already.");
    private static readonly KeyLookup.Unavailable Busy = new("Too many directories are being fetched.");

    private readonly KeyDirectoryOptions _options;
    private readonly TimeProvider _time;
    private readonly KeySetSource _source;
    private readonly DirectoryTable _table;
    private readonly SemaphoreSlim _strangerFetches;
    private readonly SemaphoreSlim _knownFetches;
    private readonly Func<DirectoryEntry, Task?> _start;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>An empty cache.</summary>
    /// <param name="http">What directories are fetched with; it stays the caller's to dispose.</param>
    /// <param name="options">Limits; the defaults when absent.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit makes no sense.</exception>
    public KeyDirectoryCache(PublicHttpClient http, KeyDirectoryOptions? options = null, TimeProvider? timeProvider = null)
    {
        _options = options ?? new KeyDirectoryOptions();
        _options.Validate();
        _time = timeProvider ?? TimeProvider.System;
        _source = new KeySetSource(http, _options, _time);
        _table = new DirectoryTable(_options, _time.GetUtcNow());
        _strangerFetches = new SemaphoreSlim(_options.MaxConcurrentFetches);
        _knownFetches = new SemaphoreSlim(_options.MaxConcurrentFetches);
        _start = Start;
    }

    /// <summary>How many directories are remembered, known and strange.</summary>
    internal int Count => _table.Count;

    /// <inheritdoc/>
    public ValueTask<KeyLookup> FindAsync(SignatureAgent agent, string keyId, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (!_table.TryGet(agent, out var entry))
        {
            if (_source.Objection(agent) is { } objection)
                return new(new KeyLookup.Unavailable(objection));

            entry = _table.Admit(agent, now);
            if (entry is null)
                return new(Full);
        }

        var state = entry.State;
        if (state is not null)
        {
            var answer = state.Find(keyId, now);
            if (!state.ShouldAskFirst(answer, now))
            {
                if (answer is null or KeyLookup.Found)
                    entry.Use(now);
                if (!state.IsFresh(now) && now >= state.QuietUntil)
                    _ = entry.Fetch(state, _start);
                return answer is null ? FindAsync(state.Keys!.Elsewhere!, keyId, cancellationToken) : new(answer);
            }
        }

        return entry.Fetch(state, _start) is { } fetch
            ? AwaitAsync(entry, fetch, keyId, cancellationToken)
            : FindKnown(entry, keyId, cancellationToken);
    }

    /// <summary>Abandons the fetches under way.</summary>
    public void Dispose() => _stop.Cancel();

    private async ValueTask<KeyLookup> AwaitAsync(DirectoryEntry entry, Task fetch, string keyId, CancellationToken cancellationToken)
    {
        await fetch.WaitAsync(cancellationToken);
        return await FindKnown(entry, keyId, cancellationToken);
    }

    // What is known after asking, or without it when there is no room to ask.
    private ValueTask<KeyLookup> FindKnown(DirectoryEntry entry, string keyId, CancellationToken cancellationToken)
    {
        if (entry.State is not { } state)
            return new(Busy);

        var now = _time.GetUtcNow();
        var answer = state.Find(keyId, now);
        if (answer is null or KeyLookup.Found)
            entry.Use(now);
        return answer is null ? FindAsync(state.Keys!.Elsewhere!, keyId, cancellationToken) : new(answer);
    }

    private Task? Start(DirectoryEntry entry)
    {
        var fetches = entry.IsKnown ? _knownFetches : _strangerFetches;
        if (_stop.IsCancellationRequested || !fetches.Wait(0))
            return null;

        // The fetch is everybody's: nothing of the request that happened to begin it belongs to it.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
            return Task.Run(() => FetchAsync(entry, fetches));
    }

    private async Task FetchAsync(DirectoryEntry entry, SemaphoreSlim fetches)
    {
        var state = entry.State;
        try
        {
            var outcome = await _source.ReadAsync(entry.Agent, _stop.Token);
            state = DirectoryState.After(state, outcome, _time.GetUtcNow(), _options);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Whoever waits gets what was known before.
        }
        finally
        {
            fetches.Release();
            entry.Complete(state);
        }
    }
}
