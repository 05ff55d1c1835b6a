using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Counts what a store is asked, and can be taken away.</summary>
internal sealed class WatchedStore(IEphemeralStore store) : IEphemeralStore
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public bool IsAway { get; set; }

    public ValueTask<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default) => Ask().ReadAsync(key, cancellationToken);

    public ValueTask<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        Ask().TryAddAsync(key, value, until, cancellationToken);

    public ValueTask<bool> TryReplaceAsync(
        string key, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        Ask().TryReplaceAsync(key, from, to, until, cancellationToken);

    public ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default) => Ask().RemoveAsync(key, cancellationToken);

    public ValueTask SweepAsync(CancellationToken cancellationToken = default) => Ask().SweepAsync(cancellationToken);

    private IEphemeralStore Ask()
    {
        Interlocked.Increment(ref _asked);
        return IsAway ? throw new LedgerUnavailableException("The store is away.") : store;
    }
}
