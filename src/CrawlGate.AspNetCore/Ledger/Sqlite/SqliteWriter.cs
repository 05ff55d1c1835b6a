using System.Threading.Channels;

namespace CrawlGate.AspNetCore;

/// <summary>
/// The one thread that writes to a file. Whatever has come in while the last group was on its way to the disk makes the next group:
/// one transaction, and one wait for the disk, for up to <see cref="LargestGroup"/> callers.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>How many operations go into one transaction; more would keep other processes waiting for long.</summary>
    public const int LargestGroup = 512;

    private static readonly TimeSpan Politeness = TimeSpan.FromSeconds(1);

    private readonly Channel<SqliteOperation> _queue = Channel.CreateUnbounded<SqliteOperation>(
        new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteFile _file;
    private readonly Func<SqliteFailure, Exception> _explain;
    private SqliteDatabase? _database;
    private long _commits;
    private long _politeUntil;

    /// <param name="name">The thread's.</param>
    /// <param name="file">Opened at the first use, and again after a failure that spoilt the connection.</param>
    /// <param name="explain">Makes of a failure what callers get.</param>
    public SqliteWriter(string name, SqliteFile file, Func<SqliteFailure, Exception> explain)
    {
        (_file, _explain) = (file, explain);
        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Whether the file was opened and what it needs is there.</summary>
    public bool HasOpened { get; private set; }

    /// <summary>How many groups reached the file.</summary>
    public long Commits => Volatile.Read(ref _commits);

    /// <summary>Adds to the next group; false once the writer is disposed of.</summary>
    public bool TryAdd(SqliteOperation operation) => _queue.Writer.TryWrite(operation);

    /// <summary>Takes nothing more, writes what is there and closes the file.</summary>
    public ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        return new ValueTask(_ended.Task);
    }

    private void Run()
    {
        var group = new List<SqliteOperation>(LargestGroup);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < LargestGroup && _queue.Reader.TryRead(out var operation))
            {
                if (operation.TryBegin())
                    group.Add(operation);
            }

            if (group.Count > 0)
                Write(group);
            group.Clear();
        }

        _database?.Dispose();
        _ended.SetResult();
    }

    private void Write(List<SqliteOperation> group)
    {
        try
        {
            _database ??= _file.OpenWriter();
            HasOpened = true;
            Begin(_database);
            foreach (var operation in group)
                operation.Run(_database);
            _database.Prepare("COMMIT").Run();
        }
        catch (Exception error)
        {
            Recover(error);
            foreach (var operation in group)
                operation.Fail(error is SqliteFailure failure ? _explain(failure) : error);
            return;
        }

        Volatile.Write(ref _commits, _commits + 1);
        foreach (var operation in group)
            operation.Complete();
    }

    // SQLite's own way of waiting sleeps longer and longer, and a busy neighbour's pauses are short.
    private void Begin(SqliteDatabase database)
    {
        var begun = Environment.TickCount64;
        if (begun < _politeUntil)
            Thread.Sleep(1);
        while (!database.Prepare("BEGIN IMMEDIATE").TryRun())
        {
            if (Environment.TickCount64 - begun > _file.Patience.TotalMilliseconds)
                throw new SqliteFailure(SQLitePCL.raw.SQLITE_BUSY, "database is locked");
            Thread.Sleep(1);
            _politeUntil = Environment.TickCount64 + (long)Politeness.TotalMilliseconds;
        }
    }

    private void Recover(Exception error)
    {
        try
        {
            _database?.Rewind();
            if (_database is { IsInTransaction: true })
                _database.Prepare("ROLLBACK").Run();
            if (error is SqliteFailure { SparesTheConnection: true })
                return;
        }
        catch (SqliteFailure)
        {
            // Closing the connection rolls back as well.
        }

        _database?.Dispose();
        _database = null;
    }
}
