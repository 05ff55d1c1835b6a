using System.Runtime.InteropServices;
using SQLitePCL;

namespace CrawlGate.AspNetCore;

/// <summary>The system's own SQLite: the operating system keeps it patched, so none comes with CrawlGate.</summary>
internal static class SqliteLibrary
{
    /// <summary>The first one with everything the stores use: inserts that say what to do on a conflict.</summary>
    private const int OldestVersion = 3_024_000;

    private static readonly Lazy<string?> Failure = new(() => Load(Names()));

    /// <summary>Makes SQLite ready to use, once per process.</summary>
    /// <exception cref="LedgerUnavailableException">There is none, or too old a one; says what to do.</exception>
    public static void Use()
    {
        if (Failure.Value is { } failure)
            throw new LedgerUnavailableException(failure);
    }

    /// <summary>Looks for SQLite by these names; what is wrong in words, or null.</summary>
    internal static string? Find(ReadOnlySpan<string> names, out nint library)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, typeof(SqliteLibrary).Assembly, null, out library))
                return null;
        }

        library = 0;
        return $"SQLite is not installed (looked for {string.Join(", ", names.ToArray())}). Install it (Debian and Ubuntu: apt-get install libsqlite3-0) or use another store for payments.";
    }

    private static string? Load(string[] names)
    {
        var missing = Find(names, out var library);
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? library : 0);
        }
        catch (InvalidOperationException)
        {
            // The site around this gate brings a SQLite of its own: that one is used.
        }

        try
        {
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            return raw.sqlite3_libversion_number() >= OldestVersion
                ? null
                : $"SQLite {raw.sqlite3_libversion().utf8_to_string()} is too old: 3.24 or newer is needed. Update it or use another store for payments.";
        }
        catch (DllNotFoundException error)
        {
            return missing ?? error.Message;
        }
    }

    private static string[] Names() =>
        OperatingSystem.IsWindows() ? ["winsqlite3", "sqlite3"]
        : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib", "/usr/lib/libsqlite3.dylib"]
        : ["libsqlite3.so.0", "libsqlite3.so"];
}
