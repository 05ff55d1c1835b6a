namespace CrawlGate.AspNetCore;

/// <summary>The shape of the file beside the ledger, version by version. A script that was released is never edited: a change is a new one.</summary>
internal static class EphemeralSchema
{
    // Times are ticks of 100 ns since the year 1, UTC.
    private static readonly string[] Scripts =
    [
        """
        CREATE TABLE item (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value BLOB, until INTEGER NOT NULL);
        CREATE INDEX item_until ON item (until);
        """,
    ];

    /// <summary>What the file holds. Its connections overwrite what they delete, and rebuild it in memory instead of in one more file.</summary>
    public static SqliteSchema Schema { get; } = new("store", Scripts, "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY");
}
