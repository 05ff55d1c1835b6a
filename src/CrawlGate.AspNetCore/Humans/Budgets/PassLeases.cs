using System.Collections.Concurrent;

namespace CrawlGate.AspNetCore;

/// <summary>The leases of this process, no more than so many.</summary>
internal sealed class PassLeases
{
    private readonly ConcurrentDictionary<UInt128, PassLease> _leases = new();
    private int _count;
    private int _isTrimming;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>All of them.</summary>
    public IEnumerable<PassLease> All => _leases.Select(pair => pair.Value);

    /// <summary>The lease of a pass, if there is one.</summary>
    public PassLease? Find(UInt128 pass) => _leases.GetValueOrDefault(pass);

    /// <summary>The lease of a pass; a new one if there is none, for which the oldest go when there are too many.</summary>
    public PassLease Of(in Pass pass, int most)
    {
        if (_leases.TryGetValue(pass.Id, out var lease))
            return lease;

        var mine = new PassLease(pass);
        lease = _leases.GetOrAdd(pass.Id, mine);
        if (ReferenceEquals(lease, mine) && Interlocked.Increment(ref _count) > most)
            Trim(most);
        return lease;
    }

    /// <summary>Forgets one that was closed.</summary>
    public void Remove(PassLease lease)
    {
        if (_leases.TryRemove(KeyValuePair.Create(lease.Pass.Id, lease)))
            Interlocked.Decrement(ref _count);
    }

    // A tenth at once, because finding the oldest means looking at all.
    private void Trim(int most)
    {
        if (Interlocked.Exchange(ref _isTrimming, 1) == 1)
            return;

        // The moment of use moves on while it is sorted by.
        foreach (var (lease, _) in All.Select(lease => (Lease: lease, lease.UsedAt)).ToArray().Where(known => known.UsedAt > 0).OrderBy(known => known.UsedAt).Take(most / 10 + 1))
        {
            if (lease.TryDrop())
                Remove(lease);
        }

        Volatile.Write(ref _isTrimming, 0);
    }
}
