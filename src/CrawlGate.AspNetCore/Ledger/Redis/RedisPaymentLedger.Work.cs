using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

internal sealed partial class RedisPaymentLedger
{
    /// <summary>How often others may be quicker before taking work stops for this time.</summary>
    private const int MaxRounds = 16;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerEntry>> TakeQueuedAsync(int max, CancellationToken cancellationToken = default)
    {
        var now = Now;
        var taken = new List<LedgerEntry>();
        await TakeAsync(
            _keys.Queued, Score(now), max, taken, entry => entry.State == LedgerState.Queued && entry.DueAt <= now ? LedgerRules.TakeQueued(entry, Owner, now) : null, cancellationToken);
        return taken;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerEntry>> TakeUnresolvedAsync(int max, CancellationToken cancellationToken = default)
    {
        var now = Now;
        var taken = new List<LedgerEntry>();
        await TakeAsync(
            _keys.Unknown, Score(now), max, taken, entry => entry.State == LedgerState.Unknown && entry.DueAt <= now ? LedgerRules.TakeUnresolved(entry, Owner, now) : null, cancellationToken);

        // What living processes are settling lies elsewhere, so however much that is, it is in nobody's way.
        foreach (var owner in await ReadOwnersAsync(cancellationToken))
        {
            if (taken.Count < max && owner.Name != Owner && !IsAlive(owner.Value, now))
            {
                await TakeAsync(
                    _keys.Settling(owner.Name!), double.PositiveInfinity, max, taken,
                    entry => entry.State == LedgerState.Settling && entry.Owner == owner.Name ? LedgerRules.TakeUnresolved(entry, Owner, now) : null, cancellationToken);
            }
        }

        return taken;
    }

    /// <inheritdoc/>
    public async ValueTask KeepAliveAsync(CancellationToken cancellationToken = default)
    {
        var until = (Now + _store.Settings.OwnerTimeout).UtcTicks;
        await _store.AskAsync((_keys.Owners, Owner, until), static (database, call) => database.HashSetAsync(call.Owners, call.Owner, call.until), cancellationToken);
        await _lost.RecallAsync(Now, step => SettleLostAsync(step, cancellationToken));
    }

    private async ValueTask<bool> SettleLostAsync(RedisLostSteps.Step step, CancellationToken cancellationToken)
    {
        var (from, to) = (step.From, step.To);
        var value = await ReadValueAsync(RedisKeys.Payment(to.Key), cancellationToken);
        if (value.AsSpan().StartsWith(step.Stamped))
        {
            // Whoever claimed it was refused: it is free again. Whoever began to settle it does not: somebody must find out.
            if (to.State == LedgerState.Claimed)
                await ReleaseAsync(to, step.Stamped, cancellationToken);
            else if (to.State == LedgerState.Settling)
                await LeaveToAnybodyAsync(to, cancellationToken);
            return true;
        }

        // Whoever settled it may still repeat the step; if not, somebody must find out.
        if (from?.State != LedgerState.Settling || !value.AsSpan().StartsWith(RedisEntryCodec.Compared(from)) || from.Owner != Owner)
            return false;
        if (step.Until >= Now)
            return false;

        await LeaveToAnybodyAsync(from, cancellationToken);
        return true;
    }

    private async ValueTask LeaveToAnybodyAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        var move = new LedgerMove(LedgerState.Unknown) { DueAt = Now, Detail = "The ledger's store did not answer." };
        await SwapAsync(entry, LedgerRules.Apply(entry, move, Owner, Now), null, cancellationToken);
    }

    private async ValueTask<HashEntry[]> ReadOwnersAsync(CancellationToken cancellationToken) =>
        await _store.AskAsync(_keys.Owners, static (database, owners) => database.HashGetAllAsync(owners), cancellationToken);

    private async ValueTask TakeAsync(RedisKey work, double until, int max, List<LedgerEntry> taken, Func<LedgerEntry, LedgerEntry?> take, CancellationToken cancellationToken)
    {
        for (var round = 0; taken.Count < max && round < MaxRounds; round++)
        {
            var payments = await _store.AskAsync(
                (work, until, Count: max - taken.Count),
                static (database, call) => database.SortedSetRangeByScoreAsync(call.work, double.NegativeInfinity, call.until, take: call.Count),
                cancellationToken);
            if (payments.Length == 0)
                return;

            var swaps = new List<Task<LedgerEntry?>>();
            foreach (var (payment, entry) in await ReadEntriesAsync(payments, cancellationToken))
            {
                if (entry is null)
                    await ReportMissingAsync(work, payment, cancellationToken);
                else if (take(entry) is { } mine)
                    swaps.Add(TakeOneAsync(entry, mine, cancellationToken));
            }

            taken.AddRange((await Task.WhenAll(swaps)).OfType<LedgerEntry>());
        }
    }

    private async Task<LedgerEntry?> TakeOneAsync(LedgerEntry from, LedgerEntry to, CancellationToken cancellationToken) =>
        await SwapAsync(from, to, null, cancellationToken) == RedisLedgerScripts.Done ? to : null;

    /// <summary>An open payment has no expiry and is never released without its work: only a server that evicts, or a person, can have removed it.</summary>
    private async ValueTask ReportMissingAsync(RedisKey work, byte[] payment, CancellationToken cancellationToken)
    {
        if (await TrimAsync(work, [payment], cancellationToken) > 0)
            _store.ReportMissing(RedisKeys.Payment(payment));
    }

    private async ValueTask<long> TrimAsync(RedisKey set, RedisValue[] payments, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [set, .. payments.Select(payment => _keys.Entry((byte[])payment))];
        return (long)await _store.RunAsync(RedisLedgerScripts.Trim, keys, payments, mayRepeat: true, cancellationToken);
    }
}
