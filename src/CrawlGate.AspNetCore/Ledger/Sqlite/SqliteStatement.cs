using System.Buffers.Binary;
using System.Text;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using SQLitePCL;

namespace CrawlGate.AspNetCore;

/// <summary>A prepared statement. Values are bound in the order of its parameters; reading rows to their end makes it ready again.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt handle) : IDisposable
{
    private const int KeyLength = 80;
    private const int LongestOnStack = 256;

    private int _bound;

    public SqliteStatement Rewind()
    {
        raw.sqlite3_reset(handle);
        _bound = 0;
        return this;
    }

    public SqliteStatement Bind(long value) => Bound(raw.sqlite3_bind_int64(handle, ++_bound, value));

    public SqliteStatement Bind(ulong value) => Bind(unchecked((long)value));

    public SqliteStatement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    public SqliteStatement Bind(DateTimeOffset value) => Bind(value.UtcTicks);

    public SqliteStatement Bind(DateTimeOffset? value) => Bind(value?.UtcTicks);

    public SqliteStatement Bind(Address value)
    {
        Span<byte> bytes = stackalloc byte[20];
        value.WriteTo(bytes);
        return Bind(bytes);
    }

    public SqliteStatement Bind(Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[32];
        value.WriteTo(bytes);
        return Bind(bytes);
    }

    public SqliteStatement Bind(UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[32];
        value.WriteTo(bytes);
        return Bind(bytes);
    }

    public SqliteStatement Bind(AuthorizationKey key)
    {
        Span<byte> bytes = stackalloc byte[KeyLength];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, key.ChainId);
        key.Asset.WriteTo(bytes[8..]);
        key.Payer.WriteTo(bytes[28..]);
        key.Nonce.WriteTo(bytes[48..]);
        return Bind(bytes);
    }

    /// <summary>Bytes; none at all are NULL.</summary>
    public SqliteStatement Bind(ReadOnlySpan<byte> value) => value.IsEmpty ? BindNull() : Bound(raw.sqlite3_bind_blob(handle, ++_bound, value));

    public SqliteStatement Bind(string? value)
    {
        if (value is null)
            return BindNull();
        if (value.Length is 0 or > LongestOnStack)
            return Bound(raw.sqlite3_bind_text(handle, ++_bound, value));

        Span<byte> bytes = stackalloc byte[LongestOnStack * 3];
        return Bound(raw.sqlite3_bind_text(handle, ++_bound, bytes[..Encoding.UTF8.GetBytes(value, bytes)]));
    }

    /// <summary>Text in UTF-8.</summary>
    public SqliteStatement BindText(ReadOnlySpan<byte> value) => Bound(raw.sqlite3_bind_text(handle, ++_bound, value));

    /// <summary>Runs a statement that answers nothing; how many rows it changed, if that is what it does.</summary>
    public int Run()
    {
        var result = raw.sqlite3_step(handle);
        if (result != raw.SQLITE_DONE)
            Fail(result);
        var changes = database.Changes;
        Rewind();
        return changes;
    }

    /// <summary>Runs like <see cref="Run"/>; false, and nothing is done, when another process has the file locked.</summary>
    public bool TryRun()
    {
        var result = raw.sqlite3_step(handle);
        if (result is not (raw.SQLITE_DONE or raw.SQLITE_ROW) && (result & 0xff) != raw.SQLITE_BUSY)
            Fail(result);
        Rewind();
        return result is raw.SQLITE_DONE or raw.SQLITE_ROW;
    }

    /// <summary>The first row, or the default.</summary>
    public T? Single<T>(Func<SqliteStatement, T> read)
    {
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            Rewind();
        }
    }

    /// <summary>All rows.</summary>
    public List<T> All<T>(Func<SqliteStatement, T> read)
    {
        var rows = new List<T>();
        try
        {
            while (Step())
                rows.Add(read(this));
            return rows;
        }
        finally
        {
            Rewind();
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public ulong Unsigned(int column) => unchecked((ulong)Long(column));

    public string? Text(int column) => IsNull(column) ? null : raw.sqlite3_column_text(handle, column).utf8_to_string();

    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public DateTimeOffset Time(int column) => new(Long(column), TimeSpan.Zero);

    public Address Address(int column) => new(Bytes(column));

    public Bytes32 Bytes32(int column) => new(Bytes(column));

    public AuthorizationKey Key(int column)
    {
        var bytes = Bytes(column);
        return new(BinaryPrimitives.ReadUInt64BigEndian(bytes), new(bytes[8..28]), new(bytes[28..48]), new(bytes[48..KeyLength]));
    }

    public void Dispose() => handle.Dispose();

    private bool Step()
    {
        var result = raw.sqlite3_step(handle);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Fail(result);
        return result == raw.SQLITE_ROW;
    }

    private void Fail(int result)
    {
        try
        {
            database.Check(result);
        }
        finally
        {
            Rewind();
        }
    }

    private SqliteStatement BindNull() => Bound(raw.sqlite3_bind_null(handle, ++_bound));

    private SqliteStatement Bound(int result)
    {
        if (result != raw.SQLITE_OK)
            database.Check(result);
        return this;
    }
}
