using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>The facilitator's book in a SQLite file. Its owner disposes of the store.</summary>
internal sealed class SqliteSettlementJournal(SqliteStore store) : ISettlementJournal
{
    public ValueTask<IReadOnlyList<JournalAddition>> AddManyAsync(IReadOnlyList<JournaledTransaction> transactions, CancellationToken cancellationToken = default) =>
        new(store.WriteAsync<IReadOnlyList<JournalAddition>>(
            database =>
            {
                var additions = new List<JournalAddition>(transactions.Count);
                foreach (var transaction in transactions)
                {
                    additions.Add(Add(database, transaction));
                    if (additions[^1] is not JournalAddition.Added)
                        break;
                }

                return additions;
            },
            cancellationToken));

    public ValueTask<bool> ReplaceAsync(JournaledTransaction from, JournaledTransaction to, CancellationToken cancellationToken = default) =>
        new(store.WriteAsync(database => SqliteSettlements.TryReplace(database, from, to), cancellationToken));

    public ValueTask<JournaledTransaction?> FindAsync(AuthorizationKey payment, CancellationToken cancellationToken = default) =>
        store.ReadAsync(database => SqliteSettlements.Find(database, payment), cancellationToken);

    public async ValueTask<IReadOnlyList<JournaledTransaction>> ReadOpenAsync(ulong chainId, Address signer, CancellationToken cancellationToken = default) =>
        await store.ReadAsync(database => SqliteSettlements.ReadOpen(database, chainId, signer), cancellationToken);

    public ValueTask<ulong?> NextNonceAsync(ulong chainId, Address signer, CancellationToken cancellationToken = default) =>
        store.ReadAsync(database => SqliteSettlements.NextNonce(database, chainId, signer), cancellationToken);

    public async ValueTask SweepAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken = default)
    {
        (long EndsAt, long Seq)? last = (long.MinValue, 0);
        while (last is { } from)
            last = await store.WriteAsync(database => SqliteSettlements.Forget(database, expiredBefore, from), cancellationToken);
    }

    private static JournalAddition Add(SqliteDatabase database, JournaledTransaction transaction)
    {
        if (SqliteSettlements.Locate(database, transaction) > 0)
            return new JournalAddition.NonceTaken();
        foreach (var payment in transaction.Payments)
        {
            if (SqliteSettlements.Find(database, payment.Key) is { } other && !other.HasGivenUp(payment.Key))
                return new JournalAddition.PaymentTaken(payment.Key, other);
        }

        SqliteSettlements.Insert(database, transaction);
        return new JournalAddition.Added();
    }
}
