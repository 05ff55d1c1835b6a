using System.Collections.Concurrent;

namespace CrawlGate.AspNetCore;

/// <summary>
/// A SQLite file, such as the one that ledger and journal write to, shared by any number of processes of one machine. It is opened at the
/// first use, and again by itself after a failure: no restart is needed when the disk has room again.
/// </summary>
internal sealed class SqliteStore : IAsyncDisposable
{
    private const int KeptReaders = 8;

    private readonly SqliteFile _file;
    private readonly SqliteWriter _writer;
    private readonly Func<SqliteFailure, Exception> _explain;
    private readonly ConcurrentBag<SqliteDatabase> _readers = [];
    private volatile bool _isClosed;

    /// <param name="path">The file; it and its directory are made if they are not there.</param>
    /// <param name="time">The clock.</param>
    /// <param name="settings">What is known of this process.</param>
    /// <param name="patience">How long to wait for other processes before giving up; 5 seconds when left out.</param>
    /// <param name="schema">What the file holds; ledger and journal when left out.</param>
    public SqliteStore(string path, TimeProvider time, LedgerSettings settings, TimeSpan? patience = null, SqliteSchema? schema = null)
    {
        (Time, Settings) = (time, settings);
        _file = new SqliteFile(Path.GetFullPath(path), patience ?? TimeSpan.FromSeconds(5), schema ?? SqliteMigrations.Schema);
        _explain = _file.Explain;
        _writer = new SqliteWriter("SQLite " + Path.GetFileName(path), _file, _explain);
    }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>What is known of this process.</summary>
    public LedgerSettings Settings { get; }

    /// <summary>How many groups of operations reached the file.</summary>
    internal long Commits => _writer.Commits;

    /// <summary>Does something in the next group; completes when the group is in the file. All or nothing of it is done.</summary>
    /// <exception cref="LedgerUnavailableException">Nothing of it is in the file; says why.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteDatabase, T> work, CancellationToken cancellationToken = default) =>
        AddAsync(new SqliteOperation<T>(work, isAtomic: false, _explain, cancellationToken));

    /// <summary>Like <see cref="WriteAsync"/>, for work that changes the file by one statement at most or sees itself to being all or nothing.</summary>
    public Task<T> WriteAtomicAsync<T>(Func<SqliteDatabase, T> work, CancellationToken cancellationToken) =>
        AddAsync(new SqliteOperation<T>(work, isAtomic: true, _explain, cancellationToken));

    /// <summary>Reads what is in the file, without waiting for the writer.</summary>
    /// <exception cref="LedgerUnavailableException">The file cannot be read; says why.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<SqliteDatabase, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_writer.HasOpened || _isClosed)
            await WriteAtomicAsync(static _ => true, cancellationToken);

        SqliteDatabase? database = null;
        try
        {
            if (!_readers.TryTake(out database))
                database = _file.OpenReader();
            var result = read(database);
            Keep(database);
            return result;
        }
        catch (Exception error)
        {
            database?.Dispose();
            throw error is SqliteFailure failure ? _explain(failure) : error;
        }
    }

    /// <summary>Does what cannot be done in a transaction, on a connection and a thread of its own.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be done now; says why.</exception>
    public Task MaintainAsync(Action<SqliteDatabase> work, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                using var database = _file.OpenUpkeep();
                work(database);
            }
            catch (SqliteFailure failure)
            {
                throw _explain(failure);
            }
        },
        cancellationToken);

    /// <summary>Writes what is under way and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        CloseReaders();
        await _writer.DisposeAsync();
    }

    private Task<T> AddAsync<T>(SqliteOperation<T> operation)
    {
        if (!_writer.TryAdd(operation))
            operation.Fail(_file.Unavailable("this process has closed it"));
        return operation.Task;
    }

    private void Keep(SqliteDatabase database)
    {
        if (_readers.Count < KeptReaders)
            _readers.Add(database);
        else
            database.Dispose();
        if (_isClosed)
            CloseReaders();
    }

    private void CloseReaders()
    {
        while (_readers.TryTake(out var reader))
            reader.Dispose();
    }
}
