using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>The facilitator's book in a SQLite file. Its owner disposes of the store.</summary>
internal sealed class SqliteSettlementJournal(SqliteStore store) : ISettlementJournal
{
    public ValueTask<IReadOnlyList<JournalAddition>> AddManyAsync(IReadOnlyList<JournaledTransaction> transactions, CancellationToken cancellationToken = default)
    {
        var documents = transactions.Select(SqliteSettlements.Write).ToArray();
        return new(store.WriteAsync(database => AddMany(database, transactions, documents), cancellationToken));
    }

    public ValueTask<bool> ReplaceAsync(JournaledTransaction from, JournaledTransaction to, CancellationToken cancellationToken = default)
    {
        var document = SqliteSettlements.Write(to);
        return new(store.WriteAsync(database => SqliteSettlements.TryReplace(database, from, to, document), cancellationToken));
    }

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

    private static IReadOnlyList<JournalAddition> AddMany(SqliteDatabase database, IReadOnlyList<JournaledTransaction> transactions, byte[][] documents)
    {
        var additions = new List<JournalAddition>(transactions.Count);
        JournalAddition? refusal = null;
        for (var i = 0; i < transactions.Count && refusal is null; i++)
        {
            refusal = Refuse(database, transactions[i]);
            if (refusal is null)
                SqliteSettlements.Insert(database, transactions[i], documents[i]);
            additions.Add(refusal ?? new JournalAddition.Added());
        }

        if (additions.Count - (refusal is null ? 0 : 1) is > 0 and var added)
            SqliteSettlements.Raise(database, transactions[added - 1]);
        return additions;
    }

    private static JournalAddition? Refuse(SqliteDatabase database, JournaledTransaction transaction)
    {
        if (SqliteSettlements.Locate(database, transaction) > 0)
            return new JournalAddition.NonceTaken();
        foreach (var payment in transaction.Payments)
        {
            if (SqliteSettlements.Find(database, payment.Key) is { } other && !other.HasGivenUp(payment.Key))
                return new JournalAddition.PaymentTaken(payment.Key, other);
        }

        return null;
    }
}
