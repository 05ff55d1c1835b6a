using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace CrawlGate.AspNetCore;

/// <summary>
/// The addresses whose names are known or being looked up. It holds a bounded number; the oldest leave first, but those that
/// confirmed a crawler only after all others, so that a flood of strangers cannot push them out.
/// </summary>
internal sealed class AddressCache(int capacity, int maxLookups, TimeSpan waitAtMost, TimeProvider time)
{
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<UInt128, CachedAddress> _entries = new();
    private readonly Lock _lock = new();

    // Each entry is in exactly one of the two, so that they are bounded as the dictionary is.
    private readonly Queue<CachedAddress> _ordinary = new();
    private readonly Queue<CachedAddress> _confirming = new();
    private int _lookups;

    /// <summary>How many addresses it holds.</summary>
    public int Count => _ordinary.Count + _confirming.Count;

    /// <summary>How many of them are being looked up.</summary>
    public int LookupsUnderWay => Volatile.Read(ref _lookups);

    /// <summary>What is held about an address.</summary>
    public bool TryGet(UInt128 address, [NotNullWhen(true)] out CachedAddress? entry) => _entries.TryGetValue(address, out entry);

    /// <summary>
    /// The lookup of an address: the one under way, or a new one, which the caller runs and ends with <see cref="End"/>. Null when
    /// there is nothing to wait for: somebody else just learnt the names, trying again is too early, or too many lookups are under way.
    /// </summary>
    /// <param name="address">The address.</param>
    /// <param name="seen">What the caller knows and finds wanting.</param>
    /// <param name="isNew">Whether the caller runs it.</param>
    public PendingLookup? Begin(UInt128 address, AddressNames? seen, out bool isNew)
    {
        isNew = false;
        lock (_lock)
        {
            if (_entries.TryGetValue(address, out var entry))
            {
                if (entry.Pending is { } underWay)
                    return underWay;
                if (entry.Names is { } names && (!ReferenceEquals(names, seen) || time.GetUtcNow() < entry.RestUntil))
                    return null;
            }

            if (_lookups >= maxLookups)
                return null;

            _lookups++;
            isNew = true;
            entry ??= Add(address);
            return entry.Pending = new PendingLookup(entry, waitAtMost, time);
        }
    }

    /// <summary>Records what a lookup brought and lets those go who wait for it. A failure does not replace names that are still good.</summary>
    public void End(PendingLookup lookup, AddressNames names)
    {
        lock (_lock)
        {
            var entry = lookup.Entry;
            var now = time.GetUtcNow();
            if (names.IsIncomplete && entry.Names is { IsIncomplete: false } && !entry.IsExpired(now))
                entry.RestUntil = now + RestAfterFailure;
            else
                entry.Names = names;
            entry.Pending = null;
            _lookups--;
        }

        lookup.Dispose();
    }

    private CachedAddress Add(UInt128 address)
    {
        while (Count >= capacity)
            EvictOne();

        var entry = new CachedAddress(address);
        _entries[address] = entry;
        _ordinary.Enqueue(entry);
        return entry;
    }

    private void EvictOne()
    {
        var now = time.GetUtcNow();
        if (_confirming.TryPeek(out var oldest) && oldest.IsExpired(now))
        {
            Remove(_confirming);
            return;
        }

        while (_ordinary.TryPeek(out var entry) && entry.IsConfirming && !entry.IsExpired(now))
            _confirming.Enqueue(_ordinary.Dequeue());
        Remove(_ordinary.Count > 0 ? _ordinary : _confirming);
    }

    private void Remove(Queue<CachedAddress> queue) => _entries.TryRemove(queue.Dequeue().Address, out _);
}
