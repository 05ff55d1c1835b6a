using System.Security.Cryptography;
using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class SqliteEphemeralStoreTests : EphemeralStoreContract
{
    private readonly LedgerFolder _folder = new();

    internal override IEphemeralStore Connect() => new SqliteEphemeralStore(_folder.Database, Time, TimeSpan.FromSeconds(5));

    protected override Task RemoveAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task P51_What_has_ended_is_in_no_file_once_it_is_swept()
    {
        // Many, so that the file is rearranged while they come and go.
        var secrets = Enumerable.Range(0, 6000).Select(i => (Key: $"key:{i}", Value: RandomNumberGenerator.GetBytes(i % 50 == 0 ? 3000 : 32), Ends: i % 2 == 0)).ToArray();
        await Task.WhenAll(secrets.Select(secret => Store.TryAddAsync(secret.Key, secret.Value, secret.Ends ? End : End.AddDays(1)).AsTask()));
        await Store.RemoveAsync("key:1");
        Assert.True(CountIn(Files(), secrets.Where(secret => secret.Ends)) > 2900);

        Time.Now = End;
        await Other.SweepAsync();
        Assert.Equal(0, CountIn(Files(), secrets.Where(secret => secret.Ends || secret.Key == "key:1")));
        Assert.Equal(secrets[3].Value, await Store.ReadAsync("key:3"));
        Assert.True(CountIn(Files(), secrets.Where(secret => !secret.Ends)) > 2900);
    }

    [Fact]
    public async Task P51_A_key_that_ends_later_is_destroyed_by_one_of_the_next_sweeps()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        await Store.TryAddAsync("early", Text("x"), End);
        await Store.TryAddAsync("late", secret, End.AddMinutes(1));
        for (Time.Now = End; Time.Now < End.AddMinutes(12); Time.Now += TimeSpan.FromMinutes(1))
            await Store.SweepAsync();
        Assert.Equal(-1, Files().AsSpan().IndexOf(secret));
    }

    [Fact]
    public async Task What_was_used_stays_used_after_a_restart()
    {
        Assert.True(await new OneTimeMarks(Store, Time).TryUseAsync("challenge", Text("id"), End, default));
        await ((SqliteEphemeralStore)Store).DisposeAsync();
        await ((SqliteEphemeralStore)Other).DisposeAsync();
        await using var again = (SqliteEphemeralStore)Connect();
        Assert.False(await new OneTimeMarks(again, Time).TryUseAsync("challenge", Text("id"), End, default));
    }

    [Fact]
    public async Task Where_nothing_is_remembered_there_is_no_file()
    {
        await Store.SweepAsync();
        Assert.False(File.Exists(_folder.Database));
    }

    [Fact]
    public async Task What_an_earlier_process_left_behind_is_destroyed_though_nothing_else_uses_the_store()
    {
        await Store.TryAddAsync("a", Text("x"), End);
        await ((SqliteEphemeralStore)Store).DisposeAsync();
        Time.Now = End;
        await Other.SweepAsync();
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_place_that_cannot_be_used_is_said_by_every_method()
    {
        await using var broken = new SqliteEphemeralStore(_folder.Combine(""), Time);
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await broken.TryAddAsync("a", Text("x"), End));
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await broken.TryReplaceAsync("a", Text("x"), Text("y"), End));
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await broken.RemoveAsync("a"));
        var error = await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await broken.ReadAsync("a"));
        Assert.StartsWith($"The store {_folder.Combine("")} cannot be used: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_stays_keeps_sweeping_from_being_done_and_that_is_said()
    {
        await Store.TryAddAsync("a", Text("x"), End);
        using var reader = SqliteDatabase.Open(_folder.Database, TimeSpan.Zero);
        reader.Execute("BEGIN");
        Assert.Equal(1, reader.Number("SELECT count(*) FROM item"));
        await using var hasty = new SqliteEphemeralStore(_folder.Database, Time, TimeSpan.FromMilliseconds(50));
        Time.Now = End;
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await hasty.SweepAsync());

        reader.Execute("COMMIT");
        await hasty.SweepAsync();
        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData("data/crawlgate.db", "data/crawlgate.humans.db")]
    [InlineData("/var/lib/some.site/ledger", "/var/lib/some.site/ledger.humans")]
    public void The_file_is_beside_the_ledger(string ledger, string path) => Assert.Equal(path, SqliteEphemeralStore.PathBeside(ledger));

    private byte[] Files() => [.. new[] { "", "-wal" }.Select(suffix => _folder.Database + suffix).Where(File.Exists).SelectMany(ReadShared)];

    private static byte[] ReadShared(string path)
    {
        // Not by opening it here: closing a file drops SQLite's locks on it.
        var copy = path + ".copy";
        using (var cp = System.Diagnostics.Process.Start("cp", [path, copy]))
            cp.WaitForExit();
        var bytes = File.ReadAllBytes(copy);
        File.Delete(copy);
        return bytes;
    }

    private static int CountIn(byte[] files, IEnumerable<(string Key, byte[] Value, bool Ends)> secrets)
    {
        // By their first eight bytes, wherever they are.
        var known = secrets.ToDictionary(secret => BitConverter.ToUInt64(secret.Value), secret => secret.Value);
        var found = new HashSet<ulong>();
        for (var at = 0; at + 8 <= files.Length; at++)
        {
            var start = BitConverter.ToUInt64(files, at);
            if (known.ContainsKey(start))
                found.Add(start);
        }

        return found.Count;
    }

    private async Task<long> CountAsync()
    {
        await using var store = new SqliteStore(_folder.Database, Time, new LedgerSettings(), schema: EphemeralSchema.Schema);
        return await store.ReadAsync(file => file.Number("SELECT count(*) FROM item"), default);
    }
}
