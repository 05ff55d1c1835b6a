using System.Collections.Concurrent;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>
/// A ledger for one process that forgets everything when it stops. Entries leave an hour after their authorization expired:
/// from then on the chain refuses it anyway.
/// </summary>
internal sealed class MemoryPaymentLedger(TimeProvider time) : IPaymentLedger
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(1);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<AuthorizationKey, LedgerEntry> _entries = new();
    private long _nextSweep = time.GetUtcNow().Add(SweepInterval).UtcTicks;

    /// <summary>How many payments are remembered.</summary>
    internal int Count => _entries.Count;

    /// <inheritdoc/>
    public ValueTask<ClaimOutcome> ClaimAsync(AuthorizationKey key, string resource, DateTimeOffset validBefore, CancellationToken cancellationToken = default)
    {
        SweepWhenDue();
        var mine = new LedgerEntry(key, resource, LedgerState.Claimed, validBefore);
        var entry = _entries.GetOrAdd(key, mine);
        return ValueTask.FromResult<ClaimOutcome>(
            ReferenceEquals(entry, mine) ? ClaimOutcome.Claimed.Instance
            : entry.Resource != resource ? new ClaimOutcome.Conflict(entry)
            : entry.State is LedgerState.Claimed or LedgerState.Settling ? new ClaimOutcome.InFlight(entry)
            : new ClaimOutcome.Replayed(entry));
    }

    /// <inheritdoc/>
    public ValueTask<bool> MoveAsync(AuthorizationKey key, LedgerState from, LedgerState to, SettleResponse? result = null, CancellationToken cancellationToken = default)
    {
        var moved = _entries.TryGetValue(key, out var entry)
            && entry.State == from
            && _entries.TryUpdate(key, entry with { State = to, Result = result ?? entry.Result }, entry);
        return ValueTask.FromResult(moved);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReleaseAsync(AuthorizationKey key, LedgerState from, CancellationToken cancellationToken = default)
    {
        var released = _entries.TryGetValue(key, out var entry)
            && entry.State == from
            && _entries.TryRemove(KeyValuePair.Create(key, entry));
        return ValueTask.FromResult(released);
    }

    private void SweepWhenDue()
    {
        var now = time.GetUtcNow();
        var due = Volatile.Read(ref _nextSweep);
        if (now.UtcTicks < due || Interlocked.CompareExchange(ref _nextSweep, now.Add(SweepInterval).UtcTicks, due) != due)
            return;

        foreach (var pair in _entries)
        {
            if (pair.Value.ValidBefore + Retention < now)
                _entries.TryRemove(pair);
        }
    }
}
