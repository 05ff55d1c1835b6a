namespace CrawlGate.AspNetCore;

/// <summary>Until when each process that uses the file counts as alive.</summary>
internal static class SqliteOwners
{
    /// <summary>Reports a process alive.</summary>
    public static int KeepAlive(SqliteDatabase database, string owner, DateTimeOffset until) =>
        database.Prepare("INSERT INTO owner (name, until) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET until = excluded.until").Bind(owner).Bind(until).Run();

    /// <summary>Whether a process counts as alive; this one always does.</summary>
    public static bool IsAlive(SqliteDatabase database, string owner, string self, DateTimeOffset now) =>
        owner == self || database.Prepare("SELECT 1 FROM owner WHERE name = ? AND until >= ?").Bind(owner).Bind(now).Single(_ => true);

    /// <summary>Forgets those that are gone.</summary>
    public static int Forget(SqliteDatabase database, DateTimeOffset now) => database.Prepare("DELETE FROM owner WHERE until < ?").Bind(now).Run();
}
