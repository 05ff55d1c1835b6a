using SQLitePCL;

namespace CrawlGate.AspNetCore;

/// <summary>What SQLite answered instead of doing what it was asked for.</summary>
/// <param name="extended">Its extended result code.</param>
/// <param name="message">Its own words.</param>
internal sealed class SqliteFailure(int extended, string message) : Exception(message)
{
    /// <summary>The result code without its details.</summary>
    public int Code => extended & 0xff;

    /// <summary>Whether only the statement failed, so that the transaction around it may go on.</summary>
    public bool IsOfOneStatement => Code is raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE or raw.SQLITE_MISUSE;

    /// <summary>Whether the connection is as good as before once its transaction is rolled back.</summary>
    public bool SparesTheConnection => Code is raw.SQLITE_FULL or raw.SQLITE_BUSY;

    /// <summary>Why, in words that go on after the path of the file.</summary>
    public string Reason => Code switch
    {
        raw.SQLITE_FULL => "the disk is full",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another process keeps it locked",
        raw.SQLITE_NOTADB => "it is not a SQLite database",
        raw.SQLITE_CORRUPT => "it is corrupt; restore it from a copy",
        raw.SQLITE_CANTOPEN => "it cannot be opened; look at the permissions of the file and its directory",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => "it may not be written; look at the permissions of the file and its directory",
        raw.SQLITE_IOERR => $"reading or writing it failed (I/O error {extended})",
        raw.SQLITE_NOMEM => "there is no memory left",
        _ => $"SQLite answered {extended}: {Message}",
    };
}
