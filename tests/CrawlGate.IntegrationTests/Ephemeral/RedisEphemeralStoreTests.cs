using System.Globalization;
using CrawlGate.AspNetCore;
using CrawlGate.Tests.AspNetCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrawlGate.IntegrationTests;

[Collection(RedisCollection.Name)]
public sealed class RedisEphemeralStoreTests(RedisServer server) : EphemeralStoreContract
{
    private readonly List<RedisStore> _stores = [];
    private readonly string _prefix = $"test-{Guid.NewGuid():N}";

    internal override IEphemeralStore Connect() => Connect(server);

    protected override async Task RemoveAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task The_server_destroys_a_value_by_itself_a_minute_after_its_end()
    {
        await Store.TryAddAsync("a", Text("x"), End);
        Assert.InRange(await LifetimeAsync("a"), 650_000, 660_000);
        await Other.TryReplaceAsync("a", Text("x"), Text("y"), Start.AddSeconds(5));
        Assert.InRange(await LifetimeAsync("a"), 55_000, 65_000);
        Time.Now = End;
        await Store.TryAddAsync("b", Text("x"), End);
        Assert.InRange(await LifetimeAsync("b"), 50_000, 60_000);
    }

    [Fact]
    public async Task What_was_used_stays_used_after_a_crash_and_a_dead_server_is_said()
    {
        await using var own = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        var store = Connect(own);
        Assert.True(await new OneTimeMarks(store, Time).TryUseAsync("challenge", Text("id"), End, default));

        await own.KillAsync();
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await store.ReadAsync("a"));
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await store.TryAddAsync("a", Text("x"), End));
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await store.TryReplaceAsync("a", Text("x"), Text("y"), End));
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await store.RemoveAsync("a"));
        await store.SweepAsync();

        await own.StartAsync();
        Assert.False(await new OneTimeMarks(Connect(own), Time).TryUseAsync("challenge", Text("id"), End, default));
    }

    /// <summary>It is the server that destroys, and by its own clock: what has ended is not read, which the other tests see to.</summary>
    private protected override Task AssertDestroyedAsync(string[] keys) => Task.CompletedTask;

    private RedisEphemeralStore Connect(RedisServer to)
    {
        var store = new RedisStore($"{to.Address},prefix={_prefix}", Time, new LedgerSettings(), NullLogger<RedisStore>.Instance);
        _stores.Add(store);
        return new RedisEphemeralStore(store);
    }

    private async Task<long> LifetimeAsync(string key) => long.Parse(await server.RunAsync("pttl", $"{{{_prefix}}}:eph:{key}"), CultureInfo.InvariantCulture);
}

[Collection(RedisClusterCollection.Name)]
public sealed class RedisClusterEphemeralStoreTests(RedisCluster cluster) : EphemeralStoreContract
{
    private static int _tests;
    private readonly List<RedisStore> _stores = [];
    private string _prefix = "";

    internal override IEphemeralStore Connect()
    {
        var store = new RedisStore($"{cluster.Address},prefix={_prefix}", Time, new LedgerSettings(), NullLogger<RedisStore>.Instance);
        _stores.Add(store);
        return new RedisEphemeralStore(store);
    }

    // In turn, so that most tests run on a node that the client has to find first.
    protected override async Task PrepareAsync() => _prefix = await cluster.PrefixOnAsync(Interlocked.Increment(ref _tests) % cluster.Nodes);

    protected override async Task RemoveAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    private protected override Task AssertDestroyedAsync(string[] keys) => Task.CompletedTask;
}
