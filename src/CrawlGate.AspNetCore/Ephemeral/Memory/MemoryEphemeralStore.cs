using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CrawlGate.AspNetCore;

/// <summary>Remembers for one process, until it ends.</summary>
internal sealed class MemoryEphemeralStore(TimeProvider time) : IEphemeralStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);

    /// <summary>How many values there are, ended ones included.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
                return _items.Count;
        }
    }

    public ValueTask<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default)
    {
        // A copy: what is destroyed is overwritten.
        lock (_lock)
            return new(TryGet(key, out var item) ? [.. item.Value] : null);
    }

    public ValueTask<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, DateTimeOffset until, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (TryGet(key, out _))
                return new(false);

            Put(key, value, until);
            return new(true);
        }
    }

    public ValueTask<bool> TryReplaceAsync(
        string key, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, DateTimeOffset until, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (!TryGet(key, out var item) || !item.Value.AsSpan().SequenceEqual(from.Span))
                return new(false);

            Put(key, to, until);
            return new(true);
        }
    }

    public ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            Destroy(key);
        return default;
    }

    public ValueTask SweepAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            foreach (var (key, item) in _items)
            {
                if (item.Until <= now)
                    Destroy(key);
            }
        }

        return default;
    }

    private bool TryGet(string key, [NotNullWhen(true)] out Item? item) => _items.TryGetValue(key, out item) && item.Until > time.GetUtcNow();

    private void Put(string key, ReadOnlyMemory<byte> value, DateTimeOffset until)
    {
        Destroy(key);
        _items[key] = new Item(value.ToArray(), until);
    }

    private void Destroy(string key)
    {
        if (_items.Remove(key, out var item))
            CryptographicOperations.ZeroMemory(item.Value);
    }

    private sealed record Item(byte[] Value, DateTimeOffset Until);
}
