using CrawlGate.AspNetCore;
using CrawlGate.Tests.X402;
using CrawlGate.X402;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrawlGate.IntegrationTests;

[Collection(RedisCollection.Name)]
public sealed class RedisSettlementJournalTests(RedisServer server) : SettlementJournalContract
{
    private readonly List<RedisStore> _stores = [];
    private readonly string _prefix = $"test-{Guid.NewGuid():N}";

    protected override Task<ISettlementJournal> OpenAsync()
    {
        var store = new RedisStore($"{server.Address},prefix={_prefix}", TimeProvider.System, new LedgerSettings(), NullLogger<RedisStore>.Instance);
        _stores.Add(store);
        return Task.FromResult<ISettlementJournal>(new RedisSettlementJournal(store));
    }

    protected override async Task RemoveAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }
}

[Collection(RedisClusterCollection.Name)]
public sealed class RedisClusterSettlementJournalTests(RedisCluster cluster) : SettlementJournalContract
{
    private static int _tests;
    private readonly List<RedisStore> _stores = [];
    private string _prefix = "";

    protected override Task<ISettlementJournal> OpenAsync()
    {
        var store = new RedisStore($"{cluster.Address},prefix={_prefix}", TimeProvider.System, new LedgerSettings(), NullLogger<RedisStore>.Instance);
        _stores.Add(store);
        return Task.FromResult<ISettlementJournal>(new RedisSettlementJournal(store));
    }

    protected override async Task PrepareAsync() => _prefix = await cluster.PrefixOnAsync(Interlocked.Increment(ref _tests) % cluster.Nodes);

    protected override async Task RemoveAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }
}
