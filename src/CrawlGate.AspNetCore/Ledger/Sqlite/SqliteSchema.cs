namespace CrawlGate.AspNetCore;

/// <summary>What a file holds.</summary>
/// <param name="name">What messages call it, like <c>ledger</c>.</param>
/// <param name="scripts">Its shape, version by version.</param>
/// <param name="pragmas">How connections that write to it are set up beyond what all files need.</param>
internal sealed class SqliteSchema(string name, string[] scripts, string pragmas = "")
{
    /// <summary>What messages call it.</summary>
    public string Name => name;

    /// <summary>How connections that write to it are set up.</summary>
    public string Pragmas => pragmas;

    /// <summary>The version that this program reads and writes.</summary>
    public int Newest => scripts.Length;

    /// <summary>Brings a file to a version, each step in a transaction of its own, while other processes may try the same.</summary>
    /// <exception cref="SqliteFailure">SQLite cannot do it.</exception>
    /// <exception cref="LedgerUnavailableException">The file is newer than this program.</exception>
    public void Apply(SqliteDatabase database, string path, int? version = null)
    {
        while (true)
        {
            var held = database.Number("PRAGMA user_version");
            if (held > Newest)
                throw new LedgerUnavailableException($"The {name} {path} cannot be used: a newer CrawlGate wrote it (version {held}, this one knows {Newest}). Update this one.");
            if (held >= (version ?? Newest))
                return;

            database.Execute("BEGIN IMMEDIATE");
            try
            {
                // Another process may have been faster.
                if (database.Number("PRAGMA user_version") == held)
                    database.Execute($"{scripts[held]}; PRAGMA user_version = {held + 1}");
                database.Execute("COMMIT");
            }
            catch (SqliteFailure) when (database.IsInTransaction)
            {
                database.Rewind();
                database.Execute("ROLLBACK");
                throw;
            }
        }
    }
}
