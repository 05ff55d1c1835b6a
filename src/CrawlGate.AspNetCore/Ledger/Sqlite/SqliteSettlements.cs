using System.Text.Json;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>The rows of journalled transactions, of the payments in them and of the accounts that signed them.</summary>
internal static class SqliteSettlements
{
    private const long ForgottenAtOnce = 128;

    /// <summary>The row of a transaction by its nonce; 0 when there is none.</summary>
    public static long Locate(SqliteDatabase database, JournaledTransaction transaction) =>
        database.Prepare("SELECT seq FROM settlement WHERE chain = ? AND signer = ? AND nonce = ?")
            .Bind(transaction.ChainId).Bind(transaction.Signer).Bind(transaction.Nonce).Single(row => row.Long(0));

    /// <summary>The last transaction that a payment was put into.</summary>
    public static JournaledTransaction? Find(SqliteDatabase database, AuthorizationKey payment) =>
        database.Prepare("SELECT s.document FROM settlement_payment p JOIN settlement s ON s.seq = p.settlement WHERE p.key = ?").Bind(payment)
            .Single(row => Read(row, 0));

    /// <summary>An account's open transactions by nonce.</summary>
    public static List<JournaledTransaction> ReadOpen(SqliteDatabase database, ulong chainId, Address signer) =>
        database.Prepare("SELECT document FROM settlement INDEXED BY settlement_open WHERE is_open = 1 AND chain = ? AND signer = ? ORDER BY nonce")
            .Bind(chainId).Bind(signer).All(row => Read(row, 0));

    /// <summary>The lowest nonce above all of an account.</summary>
    public static ulong? NextNonce(SqliteDatabase database, ulong chainId, Address signer) =>
        database.Prepare("SELECT highest FROM settlement_account WHERE chain = ? AND signer = ?")
            .Bind(chainId).Bind(signer).Single<ulong?>(row => row.Unsigned(0) + 1);

    /// <summary>A transaction as it is written down. The thread that writes for all should find it ready.</summary>
    public static byte[] Write(JournaledTransaction transaction) => JsonSerializer.SerializeToUtf8Bytes(transaction, JournalJsonContext.Default.JournaledTransaction);

    /// <summary>Adds a transaction whose nonce is free. After the last one of an account, see <see cref="Raise"/>.</summary>
    public static void Insert(SqliteDatabase database, JournaledTransaction transaction, byte[] document)
    {
        var seq = database.Prepare("INSERT INTO settlement (chain, signer, nonce, version, is_open, ends_at, document) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING seq")
            .Bind(transaction.ChainId).Bind(transaction.Signer).Bind(transaction.Nonce)
            .Bind(transaction.Version).Bind(transaction.IsOpen ? 1L : 0L).Bind(EndsAt(transaction)).BindText(document).Single(row => row.Long(0));
        foreach (var payment in transaction.Payments)
            database.Prepare("INSERT INTO settlement_payment (key, settlement) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET settlement = excluded.settlement")
                .Bind(payment.Key).Bind(seq).Run();
    }

    /// <summary>Remembers the nonce of an account's last transaction as its highest, unless it had a higher one.</summary>
    public static void Raise(SqliteDatabase database, JournaledTransaction last) =>
        database.Prepare(
            """
            INSERT INTO settlement_account (chain, signer, highest) VALUES (?, ?, ?)
            ON CONFLICT (chain, signer) DO UPDATE SET highest = max(highest, excluded.highest)
            """)
            .Bind(last.ChainId).Bind(last.Signer).Bind(last.Nonce).Run();

    /// <summary>Swaps a transaction for its next version unless somebody else has.</summary>
    public static bool TryReplace(SqliteDatabase database, JournaledTransaction from, JournaledTransaction to, byte[] document) =>
        database.Prepare(
            """
            UPDATE settlement SET version = ?, is_open = ?, ends_at = ?, document = ?
            WHERE chain = ? AND signer = ? AND nonce = ? AND version = ?
            """)
        .Bind(to.Version).Bind(to.IsOpen ? 1L : 0L).Bind(EndsAt(to)).BindText(document)
        .Bind(from.ChainId).Bind(from.Signer).Bind(from.Nonce).Bind(from.Version).Run() == 1;

    /// <summary>Forgets some of what may be forgotten; where to go on, or null at the end.</summary>
    public static (long EndsAt, long Seq)? Forget(SqliteDatabase database, DateTimeOffset expiredBefore, (long EndsAt, long Seq) from)
    {
        var rows = database.Prepare(
            """
            SELECT seq, ends_at, document FROM settlement INDEXED BY settlement_closed
            WHERE is_open = 0 AND (ends_at, seq) > (?, ?) AND ends_at <= ? ORDER BY ends_at, seq LIMIT ?
            """)
            .Bind(from.EndsAt).Bind(from.Seq).Bind(expiredBefore.ToUnixTimeSeconds()).Bind(ForgottenAtOnce)
            .All(row => (Seq: row.Long(0), EndsAt: row.Long(1), Transaction: Read(row, 2)));
        foreach (var (seq, _, transaction) in rows)
        {
            if (transaction.IsForgettable(expiredBefore))
                Delete(database, seq, transaction);
        }

        return rows.Count == ForgottenAtOnce ? (rows[^1].EndsAt, rows[^1].Seq) : null;
    }

    private static void Delete(SqliteDatabase database, long seq, JournaledTransaction transaction)
    {
        // A payment that was put into another transaction since stays with that.
        foreach (var payment in transaction.Payments)
            database.Prepare("DELETE FROM settlement_payment WHERE key = ? AND settlement = ?").Bind(payment.Key).Bind(seq).Run();

        database.Prepare("DELETE FROM settlement WHERE seq = ?").Bind(seq).Run();
    }

    /// <summary>The second after which nobody can present its payments any more, or a little before; the document has the exact times.</summary>
    private static long EndsAt(JournaledTransaction transaction)
    {
        var end = transaction.CreatedAt.ToUnixTimeSeconds();
        foreach (var payment in transaction.Payments)
            end = Math.Max(end, payment.Authorization.ValidBefore.TryGetUInt64(out var seconds) && seconds < long.MaxValue ? (long)seconds : long.MaxValue);
        return end;
    }

    private static JournaledTransaction Read(SqliteStatement row, int column) =>
        JsonSerializer.Deserialize(row.Text(column)!, JournalJsonContext.Default.JournaledTransaction)!;
}
