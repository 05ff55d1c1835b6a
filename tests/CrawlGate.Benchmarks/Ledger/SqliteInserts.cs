using System.Threading.Channels;
using SQLitePCL;

namespace CrawlGate.Benchmarks;

/// <summary>
/// What a claim in SQLite can cost at the least: a bare table of keys with one tree, written by one thread that commits whatever has
/// come in since its last commit, as durably as the ledger does and with its memory settings, through the same native library.
/// </summary>
internal sealed class SqliteInserts : IAsyncDisposable
{
    private readonly Channel<Insert> _queue = Channel.CreateUnbounded<Insert>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _largestGroup;
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _begin;
    private readonly sqlite3_stmt _insert;
    private readonly sqlite3_stmt _commit;

    /// <param name="path">A file that is not there yet.</param>
    /// <param name="largestGroup">How many inserts one transaction takes at most.</param>
    public SqliteInserts(string path, int largestGroup)
    {
        _largestGroup = largestGroup;
        Check(raw.sqlite3_open_v2(path, out _database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null));
        Check(raw.sqlite3_exec(_database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000"));
        Check(raw.sqlite3_exec(_database, "CREATE TABLE claim (key BLOB PRIMARY KEY NOT NULL, payload BLOB NOT NULL) WITHOUT ROWID"));
        (_begin, _commit) = (Prepare("BEGIN IMMEDIATE"), Prepare("COMMIT"));
        _insert = Prepare("INSERT INTO claim VALUES (?, ?) ON CONFLICT DO NOTHING");
        new Thread(Run) { IsBackground = true, Name = "Inserts" }.Start();
    }

    /// <summary>Inserts a row; completes when it is on the disk, with whether it was new.</summary>
    public Task<bool> AddAsync(byte[] key, byte[] payload)
    {
        var insert = new Insert(key, payload);
        _queue.Writer.TryWrite(insert);
        return insert.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await _ended.Task;
        foreach (var statement in new[] { _begin, _insert, _commit })
            statement.Dispose();
        _database.Dispose();
    }

    private void Run()
    {
        var group = new List<Insert>(_largestGroup);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < _largestGroup && _queue.Reader.TryRead(out var insert))
                group.Add(insert);
            Step(_begin);
            foreach (var insert in group)
            {
                raw.sqlite3_bind_blob(_insert, 1, insert.Key);
                raw.sqlite3_bind_blob(_insert, 2, insert.Payload);
                Step(_insert);
                insert.IsNew = raw.sqlite3_changes(_database) == 1;
            }

            Step(_commit);
            foreach (var insert in group)
                insert.Done.SetResult(insert.IsNew);
            group.Clear();
        }

        _ended.SetResult();
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return statement;
    }

    private void Step(sqlite3_stmt statement)
    {
        Check(raw.sqlite3_step(statement));
        raw.sqlite3_reset(statement);
    }

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw new InvalidOperationException($"SQLite answered {result}: {raw.sqlite3_errmsg(_database).utf8_to_string()}");
    }

    private sealed class Insert(byte[] key, byte[] payload)
    {
        public byte[] Key => key;

        public byte[] Payload => payload;

        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsNew { get; set; }
    }
}
