using SQLitePCL;

namespace CrawlGate.AspNetCore;

/// <summary>One connection to a SQLite file, for one thread at a time, with the statements it has prepared.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(ReferenceEqualityComparer.Instance);

    private SqliteDatabase(sqlite3 connection) => _connection = connection;

    /// <summary>Whether a transaction is open. SQLite itself ends one after some failures.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_connection) == 0;

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_connection);

    /// <summary>Opens a file that is there.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="patience">How long a statement waits for another process.</param>
    /// <exception cref="SqliteFailure">SQLite cannot open it.</exception>
    public static SqliteDatabase Open(string path, TimeSpan patience)
    {
        var result = raw.sqlite3_open_v2(path, out var connection, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, null);
        if (result != raw.SQLITE_OK)
        {
            connection?.Dispose();
            throw new SqliteFailure(result, raw.sqlite3_errstr(result).utf8_to_string());
        }

        raw.sqlite3_extended_result_codes(connection, 1);
        raw.sqlite3_busy_timeout(connection, (int)patience.TotalMilliseconds);
        return new SqliteDatabase(connection);
    }

    /// <summary>A statement ready to be bound; prepared once for each literal.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            Check(raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
            _statements[sql] = statement = new SqliteStatement(this, handle);
        }

        return statement.Rewind();
    }

    /// <summary>Runs statements that are not needed again.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_connection, sql));

    /// <summary>Asks for one number, for example a pragma.</summary>
    public long Number(string sql) => Prepare(sql).Single(row => row.Long(0));

    /// <summary>Does all of it or nothing, inside a transaction.</summary>
    public T Atomically<T>(Func<SqliteDatabase, T> work)
    {
        Prepare("SAVEPOINT step").Run();
        T result;
        try
        {
            result = work(this);
        }
        catch when (IsInTransaction)
        {
            Rewind();
            Prepare("ROLLBACK TO step").Run();
            Prepare("RELEASE step").Run();
            throw;
        }

        Prepare("RELEASE step").Run();
        return result;
    }

    /// <summary>Ends every statement that is under way.</summary>
    public void Rewind()
    {
        foreach (var statement in _statements.Values)
            statement.Rewind();
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
        _connection.Dispose();
    }

    /// <summary>Throws unless SQLite is content.</summary>
    internal void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw new SqliteFailure(raw.sqlite3_extended_errcode(_connection), raw.sqlite3_errmsg(_connection).utf8_to_string());
    }
}
