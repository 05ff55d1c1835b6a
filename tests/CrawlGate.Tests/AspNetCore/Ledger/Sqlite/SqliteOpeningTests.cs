using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class SqliteOpeningTests : IDisposable
{
    private readonly LedgerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_directory_that_is_missing_is_made()
    {
        var path = _folder.Combine(Path.Combine("a", "b", "ledger.db"));
        Assert.Null(await FailureAsync(path));
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task A_path_that_is_a_directory_is_refused() => Assert.Equal(
        $"The ledger {_folder.Combine("")} cannot be used: it is a directory.", await FailureAsync(_folder.Combine("")));

    [Fact]
    public async Task A_place_where_nothing_can_be_made_is_refused_with_the_reason()
    {
        await File.WriteAllTextAsync(_folder.Combine("file"), "no directory");
        var path = Path.Combine(_folder.Combine("file"), "ledger.db");
        Assert.StartsWith($"The ledger {path} cannot be used: it cannot be created (", await FailureAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        var text = string.Concat(Enumerable.Repeat("This is a letter. ", 1000));
        await File.WriteAllTextAsync(_folder.Database, text);
        Assert.Equal($"The ledger {_folder.Database} cannot be used: it is not a SQLite database.", await FailureAsync(_folder.Database));
        Assert.Equal(text, await File.ReadAllTextAsync(_folder.Database));
    }

    [Fact]
    public async Task A_corrupt_database_is_refused()
    {
        Assert.Null(await FailureAsync(_folder.Database));
        await using (var file = File.OpenWrite(_folder.Database))
        {
            file.Position = 100;
            file.Write([.. Enumerable.Repeat((byte)0xff, 3996)]);
        }

        Assert.Equal($"The ledger {_folder.Database} cannot be used: it is corrupt; restore it from a copy.", await FailureAsync(_folder.Database));
    }

    [Fact]
    public async Task Only_the_owner_may_read_what_is_made()
    {
        if (OperatingSystem.IsWindows())
            return;

        await using var store = new SqliteStore(_folder.Combine(Path.Combine("new", "ledger.db")), TimeProvider.System, new LedgerSettings());
        await new SqlitePaymentLedger(store).OpenAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Combine("new")));
        foreach (var suffix in new[] { "", "-wal", "-shm" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Combine(Path.Combine("new", "ledger.db" + suffix))));
    }

    [Fact]
    public async Task A_file_that_all_may_read_is_closed_to_them()
    {
        if (OperatingSystem.IsWindows())
            return;

        await File.WriteAllBytesAsync(_folder.Database, []);
        File.SetUnixFileMode(_folder.Database, (UnixFileMode)0b110_110_100);
        Assert.Null(await FailureAsync(_folder.Database));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Database));
    }

    [Fact]
    public void A_library_that_is_missing_is_named_with_what_to_install()
    {
        var words = SqliteLibrary.Find(["libsqlite3-of-nowhere.so.0"], out var library);
        Assert.Equal(0, library);
        Assert.Contains("libsqlite3-of-nowhere.so.0", words, StringComparison.Ordinal);
        Assert.Contains("libsqlite3-0", words, StringComparison.Ordinal);
        Assert.Contains("another store", words, StringComparison.Ordinal);
    }

    /// <summary>What opening a ledger says, or null when it works.</summary>
    private static async Task<string?> FailureAsync(string path)
    {
        await using var store = new SqliteStore(path, TimeProvider.System, new LedgerSettings());
        try
        {
            await new SqlitePaymentLedger(store).OpenAsync();
            return null;
        }
        catch (LedgerUnavailableException error)
        {
            return error.Message;
        }
    }
}
