namespace CrawlGate.AspNetCore;

/// <summary>
/// Remembers in a SQLite file of its own, for the processes of one machine: ledgers are backed up and kept for years, and the keys of a week
/// must not be. The file is made at the first use. What was used once stays used when the power fails, so groups are flushed as the ledger's are.
/// </summary>
internal sealed class SqliteEphemeralStore : IEphemeralStore, IAsyncDisposable
{
    private const long StepSize = 256;

    // Rebuilding the file costs as much as it holds.
    private static readonly TimeSpan RebuildInterval = TimeSpan.FromMinutes(10);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly SqliteStore _store;

    // What another process deleted last, before it ended, may still be there.
    private volatile bool _hasRemains = true;
    private DateTimeOffset? _rebuiltAt;

    /// <param name="path">The file; it and its directory are made if they are not there.</param>
    /// <param name="time">The clock.</param>
    /// <param name="patience">How long to wait for other processes before giving up; 5 seconds when left out.</param>
    public SqliteEphemeralStore(string path, TimeProvider time, TimeSpan? patience = null)
    {
        (_path, _time) = (path, time);
        _store = new SqliteStore(path, time, new LedgerSettings(), patience, EphemeralSchema.Schema);
    }

    /// <summary>The file beside a ledger: <c>crawlgate.humans.db</c> for <c>crawlgate.db</c>.</summary>
    public static string PathBeside(string ledger) => Path.ChangeExtension(ledger, ".humans" + Path.GetExtension(ledger));

    public ValueTask<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default)
    {
        var now = _time.GetUtcNow();
        return _store.ReadAsync(
            file => file.Prepare("SELECT value FROM item WHERE key = ? AND until > ?").Bind(key).Bind(now).Single(row => row.Bytes(0).ToArray()), cancellationToken);
    }

    public ValueTask<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, DateTimeOffset until, CancellationToken cancellationToken = default)
    {
        const string sql = """
            INSERT INTO item (key, value, until) VALUES (?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until WHERE item.until <= ?
            """;
        return WriteAsync((file, now) => file.Prepare(sql).Bind(key).Bind(value.Span).Bind(until).Bind(now).Run() == 1, cancellationToken);
    }

    public ValueTask<bool> TryReplaceAsync(
        string key, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, DateTimeOffset until, CancellationToken cancellationToken = default)
    {
        const string sql = "UPDATE item SET value = ?, until = ? WHERE key = ? AND until > ? AND value IS ?";
        return WriteAsync((file, now) => file.Prepare(sql).Bind(to.Span).Bind(until).Bind(key).Bind(now).Bind(from.Span).Run() == 1, cancellationToken);
    }

    public async ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        await WriteAsync((file, _) => file.Prepare("DELETE FROM item WHERE key = ?").Bind(key).Run() == 1, cancellationToken);
        _hasRemains = true;
    }

    public async ValueTask SweepAsync(CancellationToken cancellationToken = default)
    {
        // Whoever needs no store has no file; one that was left behind is cleared too.
        if (!File.Exists(_path))
            return;

        // In small steps, between which others get their turn.
        while (await _store.WriteAtomicAsync(DeleteEnded, cancellationToken) is > 0 and var deleted)
        {
            _hasRemains = true;
            if (deleted < StepSize)
                break;
        }

        var now = _time.GetUtcNow();
        var isRebuildDue = _hasRemains && (_rebuiltAt is null || (now - _rebuiltAt.Value).Duration() >= RebuildInterval);
        if (isRebuildDue)
            (_hasRemains, _rebuiltAt) = (false, now);
        try
        {
            await _store.MaintainAsync(file => Clear(file, isRebuildDue), cancellationToken);
        }
        catch when (isRebuildDue)
        {
            (_hasRemains, _rebuiltAt) = (true, null);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private int DeleteEnded(SqliteDatabase file) =>
        file.Prepare("DELETE FROM item WHERE id IN (SELECT id FROM item WHERE until <= ? LIMIT ?)").Bind(_time.GetUtcNow()).Bind(StepSize).Run();

    private static void Clear(SqliteDatabase file, bool isRebuildDue)
    {
        // SQLite overwrites what it deletes, but not the copies it left where it had moved rows from one page to another.
        if (isRebuildDue)
            file.Execute("VACUUM");
        if (file.Number("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
            throw new SqliteFailure(SQLitePCL.raw.SQLITE_BUSY, "database is locked");
    }

    private ValueTask<bool> WriteAsync(Func<SqliteDatabase, DateTimeOffset, bool> work, CancellationToken cancellationToken) =>
        new(_store.WriteAtomicAsync(file => work(file, _time.GetUtcNow()), cancellationToken));
}
