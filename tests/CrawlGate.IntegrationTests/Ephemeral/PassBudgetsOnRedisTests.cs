using System.Net;
using CrawlGate.AspNetCore;
using CrawlGate.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrawlGate.IntegrationTests;

[Collection(RedisCollection.Name)]
public sealed class PassBudgetsOnRedisTests(RedisServer server)
{
    private const int Week = 2967;

    private readonly FixedTime _time = new(Epochs.StartOf(Week).AddHours(36).ToUnixTimeSeconds());
    private readonly HumanBudget _budget = new(PerMinute: 60, Burst: 50, PerDay: 500, Concurrency: 1000, NetworkSwitchCost: 10);

    [Fact]
    public async Task P52_Two_hundred_parallel_draws_at_two_gateways_grant_exactly_the_budget()
    {
        var prefix = $"test-{Guid.NewGuid():N}";
        await using var first = new RedisStore($"{server.Address},prefix={prefix}", _time, new LedgerSettings(), NullLogger<RedisStore>.Instance);
        await using var second = new RedisStore($"{server.Address},prefix={prefix}", _time, new LedgerSettings(), NullLogger<RedisStore>.Instance);
        PassBudgets[] gateways = [await GatewayAsync(first), await GatewayAsync(second)];
        var passes = new[] { NewPass(1), NewPass(2) };
        Assert.True(await gateways[0].AdmitAsync(new byte[] { 1 }, "semaphore", "crawlgate:site.example:2026-W47:1", passes[0], default));
        Assert.False(await gateways[1].AdmitAsync(new byte[] { 1 }, "semaphore", "crawlgate:site.example:2026-W47:1", passes[1], default));

        var draws = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () => await gateways[i % 2].DrawAsync(passes[i / 2 % 2], IPAddress.Loopback, default))));
        Assert.Equal(50, draws.Count(draw => draw.Outcome == BudgetOutcome.Granted));
        Assert.All(draws, draw => Assert.True(draw is { Outcome: BudgetOutcome.Granted, RetryAfterSeconds: 0 } or { Outcome: BudgetOutcome.Minute, RetryAfterSeconds: 1 }));
    }

    [Fact]
    public async Task When_Redis_dies_people_read_on_within_the_same_budget_and_it_counts_again_when_it_is_back()
    {
        await using var own = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var store = new RedisStore(own.Address, _time, new LedgerSettings(), NullLogger<RedisStore>.Instance);
        var gateway = await GatewayAsync(store);
        await gateway.AdmitAsync(new byte[] { 1 }, "semaphore", "crawlgate:site.example:2026-W47:1", NewPass(1), default);
        await own.KillAsync();
        Assert.Equal(50, await DrawAllAsync(gateway));

        await own.StartAsync();
        _time.Now += TimeSpan.FromSeconds(3);
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(50, await DrawAllAsync(gateway));
    }

    private async Task<PassBudgets> GatewayAsync(RedisStore redis)
    {
        var store = new RedisEphemeralStore(redis);
        var keys = new EpochKeys(store, _time);
        await keys.IssuingAsync(default);
        return new PassBudgets(store, keys, _time, new HumanBudgets(_budget, _budget), NullLogger<PassBudgets>.Instance);
    }

    private static async Task<int> DrawAllAsync(PassBudgets gateway)
    {
        var granted = 0;
        for (var i = 0; i < 100; i++)
            granted += (await gateway.DrawAsync(NewPass(1), IPAddress.Loopback, default)).Outcome == BudgetOutcome.Granted ? 1 : 0;
        return granted;
    }

    private static Pass NewPass(int number) => new((UInt128)number, PersonhoodLevel.High, Week, Epochs.StartOf(Week), Epochs.EndOf(Week));
}
