using CrawlGate.AspNetCore;

namespace CrawlGate.IntegrationTests;

/// <summary>What is kept in a Redis, for how long and where.</summary>
[Collection(RedisCollection.Name)]
public sealed class RedisKeepingTests(RedisServer server) : IAsyncLifetime
{
    private readonly RedisStand _stand = new(server.Address);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _stand.DisposeAsync().AsTask();

    [Fact]
    public async Task Claimed_and_ended_payments_expire_and_open_ones_never_do()
    {
        var ledger = await _stand.OpenAsync("first");
        await _stand.ClaimedAsync(ledger, 1);
        Assert.Equal((1, 0), await _stand.CountLifetimesAsync(server));

        var settling = await _stand.SettlingAsync(ledger, 2);
        Assert.IsType<DeferOutcome.Deferred>(await ledger.DeferAsync(await _stand.ClaimedAsync(ledger, 3), RedisStand.Request, 1, new ExposureLimits(9, 9), _stand.Time.Now));
        Assert.Equal((1, 2), await _stand.CountLifetimesAsync(server));

        var unknown = await ledger.MoveAsync(settling, new LedgerMove(LedgerState.Unknown) { DueAt = _stand.Time.Now });
        Assert.Equal((1, 2), await _stand.CountLifetimesAsync(server));
        var taken = Assert.Single(await ledger.TakeUnresolvedAsync(10));
        Assert.Equal(unknown!.Key, taken.Key);
        await ledger.MoveAsync(taken, new LedgerMove(LedgerState.Settled) { Result = RedisStand.Receipt });
        Assert.Equal((2, 1), await _stand.CountLifetimesAsync(server));
    }

    [Fact]
    public async Task Many_payments_are_read_in_pages_each_once_and_in_order()
    {
        var ledger = await _stand.OpenAsync("first");
        for (var second = 0; second < 3; second++)
        {
            await Task.WhenAll(Enumerable.Range(second * 600, 600).Select(i => _stand.ClaimedAsync(ledger, i)));
            _stand.Time.Now += TimeSpan.FromSeconds(1);
        }

        // At such a rate some lines of the index follow their claims.
        await Task.Delay(200);
        var read = new List<LedgerEntry>();
        await foreach (var entry in (await _stand.OpenAsync("second")).ReadAsync(new LedgerFilter()))
            read.Add(entry);
        Assert.Equal(1800, read.Count);
        Assert.Equal(1800, read.Select(entry => entry.Key).Distinct().Count());
        Assert.Equal(read.Select(entry => entry.OpenedAt).Order(), read.Select(entry => entry.OpenedAt));
    }

    [Fact]
    public async Task A_sweep_forgets_what_has_expired_and_processes_that_left_nothing()
    {
        var ledger = await _stand.OpenAsync("first");
        await _stand.OpenAsync("gone");
        var orphan = await _stand.SettlingAsync(await _stand.OpenAsync("left-work"), 7);
        for (var i = 0; i < 5; i++)
            await _stand.ClaimedAsync(ledger, i);
        await RemoveClaimsAsync();
        await ledger.SweepAsync();
        Assert.Equal("6", await server.RunAsync("zcard", $"{{{_stand.Prefix}}}:index"));

        _stand.Time.Now += TimeSpan.FromMinutes(2);
        await ledger.SweepAsync();
        Assert.Equal("1", await server.RunAsync("zcard", $"{{{_stand.Prefix}}}:index"));
        Assert.Equal(["first", "left-work"], (await server.RunAsync("hkeys", $"{{{_stand.Prefix}}}:owners")).Split('\n').Order());
        Assert.Equal(orphan.Key, Assert.Single(await ledger.TakeUnresolvedAsync(10)).Key);
    }

    [Fact]
    public async Task What_living_processes_settle_is_in_nobodys_way()
    {
        var (busy, gone, other) = (await _stand.OpenAsync("busy"), await _stand.OpenAsync("gone"), await _stand.OpenAsync("other"));
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => _stand.SettlingAsync(busy, i)));
        await _stand.SettlingAsync(gone, 1000);
        _stand.Time.Now += TimeSpan.FromSeconds(11);
        await busy.KeepAliveAsync();
        await other.KeepAliveAsync();
        Assert.Equal(RedisStand.Key(1000), Assert.Single(await other.TakeUnresolvedAsync(1)).Key);
        Assert.Empty(await other.TakeUnresolvedAsync(10));
    }

    [Fact]
    public async Task An_open_payment_that_somebody_deleted_is_reported_and_holds_up_nothing()
    {
        var ledger = await _stand.OpenAsync("first");
        await ledger.MoveAsync(await _stand.SettlingAsync(ledger, 1), new LedgerMove(LedgerState.Unknown) { DueAt = _stand.Time.Now });
        await server.RunAsync("eval", "return redis.call('DEL', unpack(redis.call('KEYS', ARGV[1])))", "0", $"{{{_stand.Prefix}}}:entry:*");
        await ledger.MoveAsync(await _stand.SettlingAsync(ledger, 2), new LedgerMove(LedgerState.Unknown) { DueAt = _stand.Time.Now });
        Assert.Equal(RedisStand.Key(2), Assert.Single(await ledger.TakeUnresolvedAsync(1)).Key);
        Assert.Contains(_stand.Log.Lines, line => line.Text.Contains("has lost a payment", StringComparison.Ordinal));
    }

    private Task<string> RemoveClaimsAsync() => server.RunAsync(
        "eval", "for _,k in ipairs(redis.call('KEYS',ARGV[1])) do if redis.call('PTTL',k)>0 then redis.call('DEL',k) end end return 1", "0", $"{{{_stand.Prefix}}}:entry:*");
}

/// <summary>Where a ledger lies in a cluster.</summary>
[Collection(RedisClusterCollection.Name)]
public sealed class RedisSlotTests(RedisCluster cluster)
{
    [Fact]
    public async Task A_ledger_lies_whole_on_the_node_that_its_prefix_chooses()
    {
        for (var node = 0; node < cluster.Nodes; node++)
        {
            var before = await CountAsync();
            await using var stand = new RedisStand(cluster.Address) { Prefix = await cluster.PrefixOnAsync(node) };
            var ledger = await stand.OpenAsync("first");
            await ledger.MoveAsync(await stand.SettlingAsync(ledger, 1), new LedgerMove(LedgerState.Settled) { Result = RedisStand.Receipt });
            Assert.IsType<ClaimOutcome.Claimed>(await ledger.ClaimAsync(stand.Claim(2, "order-0123456789abcdef")));
            await ledger.SweepAsync();
            Assert.Equal(Enumerable.Range(0, cluster.Nodes).Where(other => other != node).Select(other => before[other]),
                (await CountAsync()).Where((_, other) => other != node));
            Assert.True((await CountAsync())[node] > before[node]);
        }
    }

    private Task<int[]> CountAsync() => Task.WhenAll(Enumerable.Range(0, cluster.Nodes).Select(cluster.CountKeysAsync));
}
