namespace CrawlGate.AspNetCore;

/// <summary>The file on disk and how connections to it are set up.</summary>
/// <param name="path">Where it is.</param>
/// <param name="patience">How long to wait for another process.</param>
/// <param name="schema">What it holds.</param>
internal sealed class SqliteFile(string path, TimeSpan patience, SqliteSchema schema)
{
    // Closing any descriptor of a file drops all locks that the process holds on it, so nothing but SQLite opens one that is there.
    private static readonly Lock Creation = new();

    /// <summary>How long to wait for another process.</summary>
    public TimeSpan Patience => patience;

    /// <summary>Opens the connection that writes; makes the file and brings it up to date first.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be used; says why.</exception>
    public SqliteDatabase OpenWriter()
    {
        SqliteLibrary.Use();
        Create();
        SqliteDatabase? database = null;
        try
        {
            database = SqliteDatabase.Open(path, patience);
            UseWriteAheadLog(database);
            // A group is in the file once COMMIT returns, even if the power fails then. The random pages of the index on keys stay in memory.
            database.Execute("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA cache_size = -65536");
            database.Execute("PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864");
            database.Execute(schema.Pragmas);
            schema.Apply(database, path);
            // From here on it is the writer that waits.
            database.Execute("PRAGMA busy_timeout = 1");
            return database;
        }
        catch (Exception error)
        {
            database?.Dispose();
            throw error is SqliteFailure failure ? Explain(failure) : error;
        }
    }

    /// <summary>Opens a connection that reads. It does not wait for the one that writes.</summary>
    /// <exception cref="SqliteFailure">SQLite cannot open it.</exception>
    public SqliteDatabase OpenReader()
    {
        var database = SqliteDatabase.Open(path, patience);
        try
        {
            database.Execute("PRAGMA query_only = ON");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection for what cannot be done in a transaction. It waits for the one that writes, and that one for it.</summary>
    /// <exception cref="SqliteFailure">SQLite cannot open it.</exception>
    public SqliteDatabase OpenUpkeep()
    {
        var database = SqliteDatabase.Open(path, patience);
        try
        {
            database.Execute(schema.Pragmas);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>What a failure looks like to callers.</summary>
    public LedgerUnavailableException Explain(SqliteFailure failure) => Unavailable(failure.Reason, failure);

    /// <summary>An error that names the file.</summary>
    public LedgerUnavailableException Unavailable(string reason, Exception? error = null) => new($"The {schema.Name} {path} cannot be used: {reason}.", error);

    private void Create()
    {
        if (Directory.Exists(path))
            throw Unavailable("it is a directory");

        try
        {
            lock (Creation)
            {
                CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
                if (!File.Exists(path))
                    new FileStream(path, PrivateFile()).Dispose();
            }

            KeepPrivate();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster.
            KeepPrivate();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unavailable($"it cannot be created ({error.Message.TrimEnd('.')})", error);
        }
    }

    private static void CreateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else if (!Directory.Exists(directory))
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStreamOptions PrivateFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    // A copy from a backup may be readable by all; SQLite gives the files next to it the same mode.
    private void KeepPrivate()
    {
        if (OperatingSystem.IsWindows())
            return;

        foreach (var file in new[] { path, path + "-wal", path + "-shm" })
        {
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            try
            {
                if (File.Exists(file) && (File.GetUnixFileMode(file) & ~owner) != 0)
                    File.SetUnixFileMode(file, owner);
            }
            catch (FileNotFoundException)
            {
                // Closed by another process meanwhile.
            }
            catch (UnauthorizedAccessException error)
            {
                throw Unavailable("others can read it and it belongs to another user", error);
            }
        }
    }

    // Changing the mode does not wait for other processes as statements do.
    private void UseWriteAheadLog(SqliteDatabase database)
    {
        var begun = Environment.TickCount64;
        while (true)
        {
            try
            {
                if (database.Prepare("PRAGMA journal_mode = WAL").Single(row => row.Text(0)) == "wal")
                    return;
                throw Unavailable("its file system does not let processes share a database");
            }
            catch (SqliteFailure failure) when (failure.Code == SQLitePCL.raw.SQLITE_BUSY && Environment.TickCount64 - begun < patience.TotalMilliseconds)
            {
                Thread.Sleep(5);
            }
        }
    }
}
