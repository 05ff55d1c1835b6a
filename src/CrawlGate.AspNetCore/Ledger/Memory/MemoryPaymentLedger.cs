using System.Runtime.CompilerServices;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using Past = CrawlGate.AspNetCore.MemoryLedgerStore.Past;
using Slot = CrawlGate.AspNetCore.MemoryLedgerStore.Slot;

namespace CrawlGate.AspNetCore;

/// <summary>A ledger that forgets everything when the process stops; for tests, and for sites that settle before they serve.</summary>
internal sealed class MemoryPaymentLedger(TimeProvider time, LedgerSettings settings, MemoryLedgerStore store) : IPaymentLedger
{
    private static readonly TimeSpan LongestRetention = TimeSpan.FromHours(1);

    /// <summary>A ledger with a store of its own.</summary>
    public MemoryPaymentLedger(TimeProvider time, LedgerSettings settings)
        : this(time, settings, new MemoryLedgerStore())
    {
    }

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>What is forgotten at restart anyway is not collected for months in memory.</summary>
    private TimeSpan Retention => settings.Retention < LongestRetention ? settings.Retention : LongestRetention;

    public ValueTask OpenAsync(CancellationToken cancellationToken = default) => KeepAliveAsync(cancellationToken);

    public ValueTask<ClaimOutcome> ClaimAsync(PaymentClaim claim, CancellationToken cancellationToken = default)
    {
        if (claim.Identifier is not { } identifier)
            return ValueTask.FromResult(Claim(claim));

        lock (store.Identifiers)
        {
            if (store.Identifiers.TryGetValue((claim.Key.Payer, identifier), out var holder) && holder != claim.Key && store.Slots.TryGetValue(holder, out var other))
                return ValueTask.FromResult<ClaimOutcome>(new ClaimOutcome.IdentifierTaken(other.Entry));

            var outcome = Claim(claim);
            if (outcome is ClaimOutcome.Claimed)
                store.Identifiers[(claim.Key.Payer, identifier)] = claim.Key;
            return ValueTask.FromResult(outcome);
        }
    }

    private ClaimOutcome Claim(PaymentClaim claim)
    {
        var mine = new Slot(LedgerRules.Open(claim, settings.Owner, Now), null);
        while (true)
        {
            var held = store.Slots.GetOrAdd(claim.Key, mine);
            if (ReferenceEquals(held, mine))
                return new ClaimOutcome.Claimed(mine.Entry);

            var (outcome, replacement) = LedgerRules.Judge(held.Entry, claim, IsAlive(held.Entry.Owner), settings.Owner, Now);
            if (replacement is null || TrySwap(held, replacement))
                return outcome;
        }
    }

    public ValueTask<LedgerEntry?> MoveAsync(LedgerEntry from, LedgerMove move, CancellationToken cancellationToken = default)
    {
        var to = LedgerRules.Apply(from, move, settings.Owner, Now);
        return ValueTask.FromResult(Held(from) is { } held && TrySwap(held, to) ? to : null);
    }

    public ValueTask<DeferOutcome> DeferAsync(
        LedgerEntry from, ReadOnlyMemory<byte> request, long micros, ExposureLimits limits, DateTimeOffset dueAt, CancellationToken cancellationToken = default)
    {
        var to = LedgerRules.Defer(from, request, micros, dueAt, settings.Owner, Now);
        lock (store.Exposures)
        {
            if (Held(from) is not { } held)
                return ValueTask.FromResult<DeferOutcome>(new DeferOutcome.Lost());
            if (!LedgerRules.IsWithin(limits, store.Exposures.GetValueOrDefault(from.Key.Payer), new Exposure(store.TotalOpen, 0), micros))
                return ValueTask.FromResult<DeferOutcome>(new DeferOutcome.OverLimit());

            return ValueTask.FromResult<DeferOutcome>(TrySwap(held, to) ? new DeferOutcome.Deferred(to) : new DeferOutcome.Lost());
        }
    }

    public ValueTask<bool> ReleaseAsync(LedgerEntry from, CancellationToken cancellationToken = default)
    {
        if (!LedgerRules.CanRelease(from))
            throw new InvalidOperationException($"Not to be released: {from.State} after {from.Attempts} attempts.");

        return ValueTask.FromResult(Held(from) is { } held && TryForget(held));
    }

    public ValueTask<LedgerEntry?> FindAsync(AuthorizationKey key, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(store.Slots.TryGetValue(key, out var slot) ? slot.Entry : null);

    public ValueTask<IReadOnlyList<LedgerEntry>> TakeQueuedAsync(int max, CancellationToken cancellationToken = default)
    {
        var now = Now;
        return Take(max, entry => entry.State == LedgerState.Queued && entry.DueAt <= now, entry => LedgerRules.TakeQueued(entry, settings.Owner, now));
    }

    public ValueTask<IReadOnlyList<LedgerEntry>> TakeUnresolvedAsync(int max, CancellationToken cancellationToken = default)
    {
        var now = Now;
        return Take(
            max,
            entry => (entry.State == LedgerState.Unknown && entry.DueAt <= now) || (entry.State == LedgerState.Settling && !IsAlive(entry.Owner)),
            entry => LedgerRules.TakeUnresolved(entry, settings.Owner, now));
    }

    public async IAsyncEnumerable<LedgerEntry> ReadAsync(LedgerFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var entry in store.Slots.Values.Select(slot => slot.Entry).Where(filter.Includes).OrderBy(entry => entry.OpenedAt))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    public ValueTask<IReadOnlyList<LedgerEvent>> ReadHistoryAsync(AuthorizationKey key, CancellationToken cancellationToken = default)
    {
        var history = new List<LedgerEvent>();
        if (store.Slots.TryGetValue(key, out var slot))
        {
            history.Add(LedgerEvent.Of(slot.Entry));
            for (var past = slot.Past; past is not null; past = past.Before)
                history.Add(past.Event);
        }

        history.Reverse();
        return ValueTask.FromResult<IReadOnlyList<LedgerEvent>>(history);
    }

    public ValueTask<Exposure> ReadExposureAsync(Address? payer, CancellationToken cancellationToken = default)
    {
        lock (store.Exposures)
        {
            return ValueTask.FromResult(payer is { } one
                ? store.Exposures.GetValueOrDefault(one)
                : new Exposure(store.TotalOpen, store.Exposures.Values.Sum(exposure => exposure.Defaulted)));
        }
    }

    public ValueTask KeepAliveAsync(CancellationToken cancellationToken = default)
    {
        store.Owners[settings.Owner] = Now + settings.OwnerTimeout;
        return ValueTask.CompletedTask;
    }

    public ValueTask SweepAsync(CancellationToken cancellationToken = default)
    {
        var now = Now;
        foreach (var slot in store.Slots.Values)
        {
            if (LedgerRules.ForgetAt(slot.Entry, Retention) < now)
                TryForget(slot);
        }

        foreach (var owner in store.Owners.Where(owner => owner.Value < now))
            store.Owners.TryRemove(owner);
        return ValueTask.CompletedTask;
    }

    private bool IsAlive(string owner) => owner == settings.Owner || (store.Owners.TryGetValue(owner, out var until) && until >= Now);

    private Slot? Held(LedgerEntry entry) =>
        store.Slots.TryGetValue(entry.Key, out var slot) && slot.Entry.Version == entry.Version && slot.Entry.Owner == entry.Owner ? slot : null;

    private bool TrySwap(Slot from, LedgerEntry to)
    {
        if (!store.Slots.TryUpdate(to.Key, new Slot(to, new Past(LedgerEvent.Of(from.Entry), from.Past)), from))
            return false;

        if (LedgerRules.IsOpen(to) && !LedgerRules.IsOpen(from.Entry))
            store.Open[to.Key] = true;
        else if (!LedgerRules.IsOpen(to))
            store.Open.TryRemove(to.Key, out _);
        if (to.IsDeferred)
            Expose(to.Key.Payer, LedgerRules.ExposureChange(from.Entry, to));
        return true;
    }

    private void Expose(Address payer, Exposure change)
    {
        lock (store.Exposures)
        {
            store.Exposures[payer] = store.Exposures.GetValueOrDefault(payer) + change;
            store.TotalOpen += change.Open;
        }
    }

    private bool TryForget(Slot slot)
    {
        if (!store.Slots.TryRemove(KeyValuePair.Create(slot.Entry.Key, slot)))
            return false;

        store.Open.TryRemove(slot.Entry.Key, out _);
        if (slot.Entry.Identifier is { } identifier)
            store.Identifiers.TryRemove(KeyValuePair.Create((slot.Entry.Key.Payer, identifier), slot.Entry.Key));
        return true;
    }

    private ValueTask<IReadOnlyList<LedgerEntry>> Take(int max, Func<LedgerEntry, bool> isDue, Func<LedgerEntry, LedgerEntry> take)
    {
        var due = store.Open.Keys
            .Select(key => store.Slots.GetValueOrDefault(key))
            .Where(slot => slot is not null && isDue(slot.Entry))
            .OrderBy(slot => slot!.Entry.OpenedAt)
            .Take(max);
        var taken = new List<LedgerEntry>();
        foreach (var slot in due)
        {
            var mine = take(slot!.Entry);
            if (TrySwap(slot, mine))
                taken.Add(mine);
        }

        return ValueTask.FromResult<IReadOnlyList<LedgerEntry>>(taken);
    }
}
