using Row = CrawlGate.AspNetCore.SqlitePayments.Row;

namespace CrawlGate.AspNetCore;

/// <summary>Payments by what is to be done with them; each search walks an index of such payments only.</summary>
internal static class SqliteDue
{
    /// <summary>Queued ones, the longest due first.</summary>
    public static List<Row> Queued(SqliteDatabase database, DateTimeOffset now, int max) => InState(database, LedgerState.Queued, now, max);

    /// <summary>Unknown ones, the longest due first.</summary>
    public static List<Row> Unknown(SqliteDatabase database, DateTimeOffset now, int max) => InState(database, LedgerState.Unknown, now, max);

    /// <summary>Settling ones whose process is gone.</summary>
    public static List<Row> Abandoned(SqliteDatabase database, DateTimeOffset now, string self, int max) =>
        database.Prepare(
            $"""
            SELECT {SqlitePayments.Columns} FROM payment INDEXED BY payment_settling
            WHERE state = 2 AND owner <> ? AND owner NOT IN (SELECT name FROM owner WHERE until >= ?) LIMIT ?
            """)
        .Bind(self).Bind(now).Bind(max).All(SqlitePayments.Read);

    /// <summary>The next ones of those asked for, in the order in which they were claimed.</summary>
    public static List<Row> Page(SqliteDatabase database, LedgerFilter filter, DateTimeOffset openedAt, long seq, int max) =>
        database.Prepare(
            $"""
            SELECT {SqlitePayments.Columns} FROM payment INDEXED BY payment_opened
            WHERE (opened_at, seq) > (?1, ?2) AND opened_at < ?3 AND (?4 IS NULL OR state = ?4) AND (?5 IS NULL OR substr(key, 29, 20) = ?5)
            ORDER BY opened_at, seq LIMIT ?6
            """)
        .Bind(openedAt).Bind(seq).Bind(filter.Until?.UtcTicks ?? long.MaxValue).Bind((long?)filter.State).Bind(filter.Payer is { } payer ? payer.ToArray() : [])
        .Bind(max).All(SqlitePayments.Read);

    /// <summary>Forgets payments that may be forgotten; how many were looked at.</summary>
    public static int Forget(SqliteDatabase database, DateTimeOffset now, TimeSpan retention, int max)
    {
        var rows = database.Prepare($"SELECT {SqlitePayments.Columns} FROM payment INDEXED BY payment_forget WHERE forget_at < ? ORDER BY forget_at LIMIT ?")
            .Bind(now).Bind(max).All(SqlitePayments.Read);
        foreach (var (seq, entry) in rows)
        {
            // The row was written with the retention of its day.
            var end = LedgerRules.ForgetAt(entry, retention);
            if (end < now)
                SqlitePayments.Delete(database, seq);
            else
                database.Prepare("UPDATE payment SET forget_at = ? WHERE seq = ?").Bind(end).Bind(seq).Run();
        }

        return rows.Count;
    }

    private static List<Row> InState(SqliteDatabase database, LedgerState state, DateTimeOffset now, int max) =>
        database.Prepare(
            $"""
            SELECT {SqlitePayments.Columns} FROM payment INDEXED BY payment_due
            WHERE state = ? AND due_at IS NOT NULL AND due_at <= ? ORDER BY due_at LIMIT ?
            """)
        .Bind((long)state).Bind(now).Bind(max).All(SqlitePayments.Read);
}
