using CrawlGate.AspNetCore;
using CrawlGate.Tests.AspNetCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrawlGate.IntegrationTests;

[Collection(RedisCollection.Name)]
public sealed class RedisPaymentLedgerTests(RedisServer server) : PaymentLedgerContract
{
    private readonly List<RedisStore> _stores = [];
    private readonly string _prefix = $"test-{Guid.NewGuid():N}";

    internal override IPaymentLedger Connect(LedgerSettings settings)
    {
        var store = new RedisStore($"{server.Address},prefix={_prefix}", Time, settings, NullLogger<RedisStore>.Instance);
        _stores.Add(store);
        return new RedisPaymentLedger(store);
    }

    protected override async Task RemoveAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }
}

[Collection(RedisClusterCollection.Name)]
public sealed class RedisClusterPaymentLedgerTests(RedisCluster cluster) : PaymentLedgerContract
{
    private static int _tests;
    private readonly List<RedisStore> _stores = [];
    private string _prefix = "";

    internal override IPaymentLedger Connect(LedgerSettings settings)
    {
        var store = new RedisStore($"{cluster.Address},prefix={_prefix}", Time, settings, NullLogger<RedisStore>.Instance);
        _stores.Add(store);
        return new RedisPaymentLedger(store);
    }

    // In turn, so that most tests run on a node that the client has to find first.
    protected override async Task PrepareAsync() => _prefix = await cluster.PrefixOnAsync(Interlocked.Increment(ref _tests) % cluster.Nodes);

    protected override async Task RemoveAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }
}
