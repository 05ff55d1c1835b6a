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
        seq, chain, asset, payer, nonce, fingerprint, resource, pay_to, amount, valid_before, identifier, state, version, owner, opened_at, changed_at,
        due_at, attempts, deferred_micros, tx_hash, result, detail, request
        """;

    private const string ByKey = "nonce = ? AND payer = ? AND asset = ? AND chain = ?";

    /// <summary>A payment and the number of its row.</summary>
    public sealed record Row(long Seq, LedgerEntry Entry);

    /// <summary>Inserts a payment of version 1 unless it, or its identifier, is there: the one statement that makes a claim.</summary>
    public static bool TryInsert(SqliteDatabase database, LedgerEntry entry, TimeSpan retention) =>
        BindKey(
            database.Prepare(
                """
                INSERT INTO payment (nonce, payer, asset, chain, fingerprint, resource, pay_to, amount, valid_before, identifier,
                    state, version, owner, opened_at, changed_at, forget_at, attempts, deferred_micros)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, ?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING
                """),
            entry.Key)
        .Bind(entry.Fingerprint).Bind(entry.Resource).Bind(entry.PayTo).Bind(entry.Amount).Bind(entry.ValidBefore).Bind(entry.Identifier)
        .Bind(entry.Owner).Bind(entry.OpenedAt).Bind(entry.ChangedAt).Bind(LedgerRules.ForgetAt(entry, retention))
        .Run() == 1;

    /// <summary>A payment by its key.</summary>
    public static Row? Find(SqliteDatabase database, AuthorizationKey key) =>
        BindKey(database.Prepare($"SELECT {Columns} FROM payment WHERE {ByKey}"), key).Single(Read);

    /// <summary>A payment by its payer's own name for it.</summary>
    public static Row? Find(SqliteDatabase database, Address payer, string identifier) =>
        database.Prepare($"SELECT {Columns} FROM payment WHERE payer = ? AND identifier = ?").Bind(payer).Bind(identifier).Single(Read);

    /// <summary>The row of an entry that nobody has changed since; 0 when somebody has.</summary>
    public static long Locate(SqliteDatabase database, LedgerEntry entry) =>
        BindKey(database.Prepare($"SELECT seq FROM payment WHERE {ByKey} AND version = ? AND owner = ?"), entry.Key)
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
        var (seq, claim) = BindKey(database.Prepare($"SELECT seq, opened_at, coalesce(first_owner, owner) FROM payment WHERE {ByKey}"), key)
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
        Key = new AuthorizationKey(row.Unsigned(1), row.Address(2), row.Address(3), row.Bytes32(4)),
        Fingerprint = row.Bytes32(5),
        Resource = row.Text(6)!,
        PayTo = row.Address(7),
        Amount = new UInt256(row.Bytes(8)),
        ValidBefore = row.Time(9),
        Identifier = row.Text(10),
        State = (LedgerState)row.Long(11),
        Version = row.Long(12),
        Owner = row.Text(13)!,
        OpenedAt = row.Time(14),
        ChangedAt = row.Time(15),
        DueAt = row.IsNull(16) ? null : row.Time(16),
        Attempts = (int)row.Long(17),
        DeferredMicros = row.Long(18),
        Transaction = row.Text(19),
        Result = row.Text(20) is { } result ? JsonSerializer.Deserialize(result, X402JsonContext.Default.SettleResponse) : null,
        Detail = row.Text(21),
        Request = row.Bytes(22).ToArray(),
    });

    // What a claim that is taken over buys may differ from what was bought before.
    private static void TakeOver(SqliteDatabase database, long seq, LedgerEntry to) =>
        database.Prepare("UPDATE payment SET fingerprint = ?, resource = ?, pay_to = ?, amount = ?, valid_before = ?, identifier = ? WHERE seq = ?")
            .Bind(to.Fingerprint).Bind(to.Resource).Bind(to.PayTo).Bind(to.Amount).Bind(to.ValidBefore).Bind(to.Identifier).Bind(seq).Run();

    private static SqliteStatement BindKey(SqliteStatement statement, AuthorizationKey key) =>
        statement.Bind(key.Nonce).Bind(key.Payer).Bind(key.Asset).Bind(key.ChainId);
}
