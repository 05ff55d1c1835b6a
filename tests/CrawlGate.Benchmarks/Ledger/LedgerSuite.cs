using CrawlGate.AspNetCore;
using CrawlGate.DevChain;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace CrawlGate.Benchmarks;

/// <summary>Claims a second of every ledger beside the barest durable insert of the same store.</summary>
internal static class LedgerSuite
{
    private const int Concurrency = 512;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static async Task<Section> RunAsync(BenchSettings settings)
    {
        var machine = await MachineFacts.ReadAsync();
        var folder = RepositoryRoot.Combine("artifacts", "bench-ledger");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var count = settings.Quick ? 20_000 : 150_000;
        try
        {
            var sqlite = await Rounds.RunAsync(
                settings.Repeats, "claims/s",
                ("claims in SQLite", round => ClaimInSqliteAsync(Path.Combine(folder, $"ledger{round}.db"), count)),
                ("raw inserts in SQLite", round => InsertInSqliteAsync(Path.Combine(folder, $"raw{round}.db"), count)));

            await using var server = await RedisProcess.StartAsync(Path.Combine(folder, "redis"));
            var redis = await Rounds.RunAsync(
                settings.Repeats, "claims/s",
                ("claims in Redis", _ => ClaimInRedisAsync(server, count)),
                ("raw SET NX EX in Redis", _ => SetInRedisAsync(server, count)));

            var memory = await Rounds.RunAsync(settings.Repeats, "claims/s", ("claims in memory", _ => ClaimInMemoryAsync(count)));
            return new Section(
                "ledger", machine, await NotesAsync(count),
                [
                    Figure.Ratio("claims in SQLite / raw inserts", sqlite[0], sqlite[1], atLeast: true, 0.4),
                    Figure.Ratio("claims in Redis / raw SET NX EX", redis[0], redis[1], atLeast: true, 0.4),
                ],
                [.. sqlite, .. redis, .. memory]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> ClaimInSqliteAsync(string file, int count)
    {
        await using var store = new SqliteStore(file, TimeProvider.System, new LedgerSettings());
        return await ClaimAsync("SQLite", new SqlitePaymentLedger(store), count);
    }

    private static async Task<double> InsertInSqliteAsync(string file, int count)
    {
        SqliteLibrary.Use();
        var keys = ClaimSamples.Create(count).Keys;
        await using var inserts = new SqliteInserts(file, SqliteWriter.LargestGroup);
        return await Concurrently.RunAsync("Raw SQLite", count, Concurrency, i => inserts.AddAsync(keys[i], ClaimSamples.Payload));
    }

    private static async Task<double> ClaimInRedisAsync(RedisProcess server, int count)
    {
        await using var store = new RedisStore(server.Address, TimeProvider.System, new LedgerSettings(), NullLogger<RedisStore>.Instance);
        return await ClaimAsync("Redis", new RedisPaymentLedger(store), count);
    }

    private static async Task<double> SetInRedisAsync(RedisProcess server, int count)
    {
        var keys = ClaimSamples.Create(count).Keys;
        using var connection = await ConnectionMultiplexer.ConnectAsync(server.Address);
        connection.PreserveAsyncOrder = false;
        var database = connection.GetDatabase();
        return await Concurrently.RunAsync("Raw Redis", count, Concurrency, i => database.StringSetAsync(keys[i], ClaimSamples.Payload, Lifetime, When.NotExists));
    }

    private static Task<double> ClaimInMemoryAsync(int count) =>
        ClaimAsync("Memory", new MemoryPaymentLedger(TimeProvider.System, new LedgerSettings()), count);

    private static async Task<double> ClaimAsync(string name, IPaymentLedger ledger, int count)
    {
        var claims = ClaimSamples.Create(count).Claims;
        await ledger.OpenAsync();
        return await Concurrently.RunAsync(name, count, Concurrency, async i => await ledger.ClaimAsync(claims[i]) is ClaimOutcome.Claimed);
    }

    private static async Task<string[]> NotesAsync(int count) =>
    [
        $"{count} claims of as many payments, {Concurrency} at a time from one process, each awaited; every run begins with an empty SQLite file and other payments. A claim that does not succeed fails the benchmark.",
        $"Raw inserts: SQLite {SQLitePCL.raw.sqlite3_libversion().utf8_to_string()}, the same library and file system ({await FileSystemAsync()}), write-ahead log with synchronous=FULL and the ledger's cache, one writing thread with groups of at most {SqliteWriter.LargestGroup}, a table with a key of {ClaimSamples.KeyLength} bytes and 32 more in one tree. The ledger's row holds all that is known of the payment and has four indexes to be found by.",
        $"Raw SET: redis-server {await RedisProcess.VersionAsync()} with appendonly and appendfsync everysec for both, StackExchange.Redis {typeof(ConnectionMultiplexer).Assembly.GetName().Version!.ToString(3)} with one connection, the same key length. The ledger writes an index entry beside each claim.",
        "The ledger in memory is listed for information.",
    ];

    private static async Task<string> FileSystemAsync() =>
        (await ChildProcess.RunAsync(new("stat", ["-f", "-c", "%T", RepositoryRoot.Path]), "", CancellationToken.None)).Trim();
}
