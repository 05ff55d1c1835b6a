using System.Text.Json;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>The rows of payments, with what follows from them: history and exposure.</summary>
internal static class SqlitePayments
{
    /// <summary>What <see cref="Read"/> reads, in its order.</summary>
    public const string Columns =
        """
        seq, key, fingerprint, resource, pay_to, amount, valid_before, identifier, state, version, owner, opened_at, changed_at,
        due_at, attempts, deferred_micros, tx_hash, result, detail, request
        """;

    /// <summary>A payment and the number of its row.</summary>
    public sealed record Row(long Seq, LedgerEntry Entry);

    /// <summary>Inserts a payment of version 1 unless it, or its identifier, is there: the one statement that makes a claim.</summary>
    public static bool TryInsert(SqliteDatabase database, LedgerEntry entry, TimeSpan retention) =>
        database.Prepare(
            """
            INSERT INTO payment (key, fingerprint, resource, pay_to, amount, valid_before, identifier,
                state, version, owner, opened_at, changed_at, forget_at, attempts, deferred_micros)
            VALUES (?, ?, ?, ?, ?, ?, ?, 0, 1, ?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING
            """)
        .Bind(entry.Key).Bind(entry.Fingerprint).Bind(entry.Resource).Bind(entry.PayTo).Bind(entry.Amount).Bind(entry.ValidBefore).Bind(entry.Identifier)
        .Bind(entry.Owner).Bind(entry.OpenedAt).Bind(entry.ChangedAt).Bind(LedgerRules.ForgetAt(entry, retention))
        .Run() == 1;

    /// <summary>A payment by its key.</summary>
    public static Row? Find(SqliteDatabase database, AuthorizationKey key) =>
        database.Prepare($"SELECT {Columns} FROM payment WHERE key = ?").Bind(key).Single(Read);

    /// <summary>A payment by its payer's own name for it.</summary>
    public static Row? Find(SqliteDatabase database, Address payer, string identifier) =>
        database.Prepare($"SELECT {Columns} FROM payment WHERE substr(key, 29, 20) = ? AND identifier = ?").Bind(payer).Bind(identifier).Single(Read);

    /// <summary>The row of an entry that nobody has changed since; 0 when somebody has.</summary>
    public static long Locate(SqliteDatabase database, LedgerEntry entry) =>
        database.Prepare("SELECT seq FROM payment WHERE key = ? AND version = ? AND owner = ?").Bind(entry.Key)
            .Bind(entry.Version).Bind(entry.Owner).Single(row => row.Long(0));

    /// <summary>Swaps an entry for the next one, with a line in its history and what it does to the exposure.</summary>
    public static void Swap(SqliteDatabase database, Row held, LedgerEntry to, TimeSpan retention)
    {
        if (to.State == LedgerState.Claimed)
            TakeOver(database, held.Seq, to);

        database.Prepare(
            """
            UPDATE payment SET first_owner = coalesce(first_owner, owner), state = ?, version = ?, owner = ?, changed_at = ?, forget_at = ?,
                due_at = ?, attempts = ?, deferred_micros = ?, tx_hash = ?, result = ?, detail = ?, request = ? WHERE seq = ?
            """)
            .Bind((long)to.State).Bind(to.Version).Bind(to.Owner).Bind(to.ChangedAt).Bind(LedgerRules.ForgetAt(to, retention))
            .Bind(to.DueAt).Bind(to.Attempts).Bind(to.DeferredMicros).Bind(to.Transaction)
            .Bind(to.Result is null ? null : JsonSerializer.Serialize(to.Result, X402JsonContext.Default.SettleResponse)).Bind(to.Detail).Bind(to.Request.Span)
            .Bind(held.Seq).Run();

        var line = LedgerEvent.Of(to);
        database.Prepare("INSERT INTO move (payment, version, at, state, owner, tx_hash, detail) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .Bind(held.Seq).Bind(line.Version).Bind(line.At).Bind((long)line.State).Bind(line.Owner).Bind(line.Transaction).Bind(line.Detail).Run();
        SqliteExposure.Add(database, to.Key.Payer, LedgerRules.ExposureChange(held.Entry, to));
    }

    /// <summary>Forgets a payment and its history.</summary>
    public static void Delete(SqliteDatabase database, long seq)
    {
        database.Prepare("DELETE FROM move WHERE payment = ?").Bind(seq).Run();
        database.Prepare("DELETE FROM payment WHERE seq = ?").Bind(seq).Run();
    }

    /// <summary>Everything that happened to a payment.</summary>
    public static List<LedgerEvent> ReadHistory(SqliteDatabase database, AuthorizationKey key)
    {
        var (seq, claim) = database.Prepare("SELECT seq, opened_at, coalesce(first_owner, owner) FROM payment WHERE key = ?").Bind(key)
            .Single(row => (row.Long(0), new LedgerEvent(row.Time(1), 1, LedgerState.Claimed, row.Text(2)!)));
        return claim is null
            ? []
            : [
                claim,
                .. database.Prepare("SELECT at, version, state, owner, tx_hash, detail FROM move WHERE payment = ? ORDER BY version").Bind(seq)
                    .All(row => new LedgerEvent(row.Time(0), row.Long(1), (LedgerState)row.Long(2), row.Text(3)!, row.Text(4), row.Text(5))),
            ];
    }

    /// <summary>The entry in a row of <see cref="Columns"/>.</summary>
    public static Row Read(SqliteStatement row) => new(row.Long(0), new LedgerEntry
    {
        Key = row.Key(1),
        Fingerprint = row.Bytes32(2),
        Resource = row.Text(3)!,
        PayTo = row.Address(4),
        Amount = new UInt256(row.Bytes(5)),
        ValidBefore = row.Time(6),
        Identifier = row.Text(7),
        State = (LedgerState)row.Long(8),
        Version = row.Long(9),
        Owner = row.Text(10)!,
        OpenedAt = row.Time(11),
        ChangedAt = row.Time(12),
        DueAt = row.IsNull(13) ? null : row.Time(13),
        Attempts = (int)row.Long(14),
        DeferredMicros = row.Long(15),
        Transaction = row.Text(16),
        Result = row.Text(17) is { } result ? JsonSerializer.Deserialize(result, X402JsonContext.Default.SettleResponse) : null,
        Detail = row.Text(18),
        Request = row.Bytes(19).ToArray(),
    });

    // What a claim that is taken over buys may differ from what was bought before.
    private static void TakeOver(SqliteDatabase database, long seq, LedgerEntry to) =>
        database.Prepare("UPDATE payment SET fingerprint = ?, resource = ?, pay_to = ?, amount = ?, valid_before = ?, identifier = ? WHERE seq = ?")
            .Bind(to.Fingerprint).Bind(to.Resource).Bind(to.PayTo).Bind(to.Amount).Bind(to.ValidBefore).Bind(to.Identifier).Bind(seq).Run();
}
