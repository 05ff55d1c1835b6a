using System.Runtime.CompilerServices;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using Row = CrawlGate.AspNetCore.SqlitePayments.Row;

namespace CrawlGate.AspNetCore;

/// <summary>A ledger in a SQLite file: durable, for the processes of one machine. Its owner disposes of the store.</summary>
internal sealed class SqlitePaymentLedger(SqliteStore store) : IPaymentLedger
{
    private const int PageSize = 256;

    private string Owner => store.Settings.Owner;

    private TimeSpan Retention => store.Settings.Retention;

    private DateTimeOffset Now => store.Time.GetUtcNow();

    public ValueTask OpenAsync(CancellationToken cancellationToken = default) => KeepAliveAsync(cancellationToken);

    public ValueTask<ClaimOutcome> ClaimAsync(PaymentClaim claim, CancellationToken cancellationToken = default)
    {
        var mine = LedgerRules.Open(claim, Owner, Now);
        return new(store.WriteAtomicAsync(
            database => SqlitePayments.TryInsert(database, mine, Retention) ? new ClaimOutcome.Claimed(mine) : ClaimHeld(database, claim), cancellationToken));
    }

    public ValueTask<LedgerEntry?> MoveAsync(LedgerEntry from, LedgerMove move, CancellationToken cancellationToken = default)
    {
        var to = LedgerRules.Apply(from, move, Owner, Now);
        return new(store.WriteAsync(
            database =>
            {
                if (SqlitePayments.Locate(database, from) is not (> 0 and var seq))
                    return null;

                SqlitePayments.Swap(database, new Row(seq, from), to, Retention);
                return to;
            },
            cancellationToken));
    }

    public ValueTask<DeferOutcome> DeferAsync(
        LedgerEntry from, ReadOnlyMemory<byte> request, long micros, ExposureLimits limits, DateTimeOffset dueAt, CancellationToken cancellationToken = default)
    {
        var to = LedgerRules.Defer(from, request, micros, dueAt, Owner, Now);
        return new(store.WriteAsync<DeferOutcome>(
            database =>
            {
                if (SqlitePayments.Locate(database, from) is not (> 0 and var seq))
                    return new DeferOutcome.Lost();
                if (!LedgerRules.IsWithin(limits, SqliteExposure.Read(database, from.Key.Payer), SqliteExposure.Read(database, null), micros))
                    return new DeferOutcome.OverLimit();

                SqlitePayments.Swap(database, new Row(seq, from), to, Retention);
                return new DeferOutcome.Deferred(to);
            },
            cancellationToken));
    }

    public ValueTask<bool> ReleaseAsync(LedgerEntry from, CancellationToken cancellationToken = default)
    {
        if (!LedgerRules.CanRelease(from))
            throw new InvalidOperationException($"Not to be released: {from.State} after {from.Attempts} attempts.");

        return new(store.WriteAsync(
            database =>
            {
                if (SqlitePayments.Locate(database, from) is not (> 0 and var seq))
                    return false;

                SqlitePayments.Delete(database, seq);
                return true;
            },
            cancellationToken));
    }

    public ValueTask<LedgerEntry?> FindAsync(AuthorizationKey key, CancellationToken cancellationToken = default) =>
        store.ReadAsync(database => SqlitePayments.Find(database, key)?.Entry, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerEntry>> TakeQueuedAsync(int max, CancellationToken cancellationToken = default) => new(store.WriteAsync(
        database =>
        {
            var now = Now;
            return Take(database, SqliteDue.Queued(database, now, max), entry => LedgerRules.TakeQueued(entry, Owner, now));
        },
        cancellationToken));

    public ValueTask<IReadOnlyList<LedgerEntry>> TakeUnresolvedAsync(int max, CancellationToken cancellationToken = default) => new(store.WriteAsync(
        database =>
        {
            var now = Now;
            var due = SqliteDue.Unknown(database, now, max);
            due.AddRange(SqliteDue.Abandoned(database, now, Owner, max - due.Count));
            return Take(database, due, entry => LedgerRules.TakeUnresolved(entry, Owner, now));
        },
        cancellationToken));

    public async IAsyncEnumerable<LedgerEntry> ReadAsync(LedgerFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A page at a time: a reader that stays in the file for long keeps the write-ahead log growing.
        var (openedAt, seq) = (filter.From ?? DateTimeOffset.MinValue, 0L);
        List<Row> page;
        do
        {
            page = await store.ReadAsync(database => SqliteDue.Page(database, filter, openedAt, seq, PageSize), cancellationToken);
            foreach (var row in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return row.Entry;
                (openedAt, seq) = (row.Entry.OpenedAt, row.Seq);
            }
        }
        while (page.Count == PageSize);
    }

    public async ValueTask<IReadOnlyList<LedgerEvent>> ReadHistoryAsync(AuthorizationKey key, CancellationToken cancellationToken = default) =>
        await store.ReadAsync(database => SqlitePayments.ReadHistory(database, key), cancellationToken);

    public ValueTask<Exposure> ReadExposureAsync(Address? payer, CancellationToken cancellationToken = default) =>
        store.ReadAsync(database => SqliteExposure.Read(database, payer), cancellationToken);

    public ValueTask KeepAliveAsync(CancellationToken cancellationToken = default) =>
        new(store.WriteAtomicAsync(database => SqliteOwners.KeepAlive(database, Owner, Now + store.Settings.OwnerTimeout), cancellationToken));

    public async ValueTask SweepAsync(CancellationToken cancellationToken = default)
    {
        // In small steps, between which others get their turn.
        while (await store.WriteAsync(database => SqliteDue.Forget(database, Now, Retention, PageSize), cancellationToken) == PageSize)
        {
        }

        await store.WriteAtomicAsync(database => SqliteOwners.Forget(database, Now), cancellationToken);
    }

    private ClaimOutcome ClaimHeld(SqliteDatabase database, PaymentClaim claim)
    {
        if (claim.Identifier is { } identifier && SqlitePayments.Find(database, claim.Key.Payer, identifier) is { } other && other.Entry.Key != claim.Key)
            return new ClaimOutcome.IdentifierTaken(other.Entry);

        var held = SqlitePayments.Find(database, claim.Key)!;
        var now = Now;
        var (outcome, replacement) = LedgerRules.Judge(held.Entry, claim, SqliteOwners.IsAlive(database, held.Entry.Owner, Owner, now), Owner, now);
        if (replacement is not null)
        {
            database.Atomically(_ =>
            {
                SqlitePayments.Swap(database, held, replacement, Retention);
                return true;
            });
        }

        return outcome;
    }

    private IReadOnlyList<LedgerEntry> Take(SqliteDatabase database, List<Row> due, Func<LedgerEntry, LedgerEntry> take)
    {
        var taken = new List<LedgerEntry>(due.Count);
        foreach (var row in due)
        {
            var mine = take(row.Entry);
            SqlitePayments.Swap(database, row, mine, Retention);
            taken.Add(mine);
        }

        return taken;
    }
}
