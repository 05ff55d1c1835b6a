using System.Net;
using CrawlGate.AspNetCore;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrawlGate.Tests.AspNetCore;

public sealed class PassBudgetsTests
{
    private const int Week = 2967;
    private const string Action = "crawlgate:site.example:2026-W47:1";

    private static readonly DateTimeOffset Start = Epochs.StartOf(Week).AddHours(36);
    private static readonly IPAddress Home = IPAddress.Parse("203.0.113.7");
    private static readonly IPAddress Cafe = IPAddress.Parse("198.51.100.9");
    private static readonly HumanBudget Full = new(PerMinute: 60, Burst: 50, PerDay: 500, Concurrency: 1000, NetworkSwitchCost: 10);
    private static readonly HumanBudget Low = new(PerMinute: 6, Burst: 5, PerDay: 20, Concurrency: 2, NetworkSwitchCost: 1);

    private readonly FixedTime _time = new(Start.ToUnixTimeSeconds());
    private readonly WatchedStore _store;
    private readonly PassBudgets _budgets;
    private readonly PassBudgets _other;

    public PassBudgetsTests()
    {
        _store = new WatchedStore(new MemoryEphemeralStore(_time));
        (_budgets, _other) = (Gateway(), Gateway());
    }

    [Fact]
    public async Task P18_The_same_person_gets_the_same_budget_with_every_pass()
    {
        var first = await AdmittedAsync(1);
        Assert.Equal(50, await DrawAllAsync(_budgets, first, 60));

        var second = NewPass(2);
        Assert.False(await _other.AdmitAsync(Subject(1), "semaphore", Action, second, default));
        Assert.Equal(BudgetOutcome.Minute, (await _other.DrawAsync(second, Home, default)).Outcome);
        foreach (var (subject, provider, action) in new[] { (2, "semaphore", Action), (1, "world-id", Action), (1, "semaphore", Action[..^1] + "2") })
        {
            var pass = NewPass(10 + subject + provider.Length + action[^1]);
            Assert.True(await _other.AdmitAsync(Subject(subject), provider, action, pass, default));
            Assert.Equal(BudgetOutcome.Granted, (await _other.DrawAsync(pass, Home, default)).Outcome);
        }
    }

    [Fact]
    public async Task A_pass_that_nobody_admitted_or_that_was_given_back_or_is_over_reads_nothing()
    {
        await AdmittedAsync(1);
        Assert.Equal(BudgetOutcome.NoPass, (await _budgets.DrawAsync(NewPass(9), Home, default)).Outcome);

        var pass = await AdmittedAsync(2);
        Assert.Equal(BudgetOutcome.Granted, (await _budgets.DrawAsync(pass, Home, default)).Outcome);
        await _budgets.ForgetAsync(pass, default);
        Assert.Equal(BudgetOutcome.NoPass, (await _budgets.DrawAsync(pass, Home, default)).Outcome);
        Assert.Equal(BudgetOutcome.NoPass, (await _other.DrawAsync(pass, Home, default)).Outcome);

        var over = await AdmittedAsync(3);
        _time.Now = over.ExpiresAt;
        Assert.Equal(BudgetOutcome.NoPass, (await _budgets.DrawAsync(over, Home, default)).Outcome);
    }

    [Fact]
    public async Task P52_Two_hundred_parallel_draws_at_two_gateways_grant_exactly_the_budget()
    {
        using var folder = new LedgerFolder();
        await using var store = new SqliteEphemeralStore(folder.Database, _time);
        await using var otherStore = new SqliteEphemeralStore(folder.Database, _time);
        PassBudgets[] gateways = [Gateway(store), Gateway(otherStore)];
        await new EpochKeys(store, _time).IssuingAsync(default);
        var passes = new[] { NewPass(1), NewPass(2) };
        foreach (var pass in passes)
            await gateways[0].AdmitAsync(Subject(1), "semaphore", Action, pass, default);

        var draws = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () => await gateways[i % 2].DrawAsync(passes[i / 2 % 2], Home, default))));
        Assert.Equal(50, draws.Count(draw => draw.Outcome == BudgetOutcome.Granted));
        Assert.All(draws, draw => Assert.True(draw is { Outcome: BudgetOutcome.Granted, RetryAfterSeconds: 0 } or { Outcome: BudgetOutcome.Minute, RetryAfterSeconds: 1 }));
    }

    [Fact]
    public void P52_Whatever_happens_at_two_gateways_nobody_gets_more_than_the_budget() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(
        (from milliseconds in Gen.OneOf(Gen.Choose(0, 3000), Gen.Choose(0, 40_000_000), Gen.Constant(0))
         from gateway in Gen.Choose(0, 1)
         from what in Gen.Choose(0, 9)
         select (milliseconds, gateway, what)).ArrayOf().Resize(300).ToArbitrary(),
        steps =>
        {
            var test = new PassBudgetsTests();
            Task.Run(async () =>
            {
                var pass = await test.AdmittedAsync(1, PersonhoodLevel.Low);
                var (total, days) = (0, new Dictionary<int, int>());
                foreach (var (milliseconds, gateway, what) in steps)
                {
                    test._time.Now += TimeSpan.FromMilliseconds(milliseconds);
                    if (test._time.Now >= pass.ExpiresAt)
                        return;

                    var budgets = gateway == 0 ? test._budgets : test._other;
                    if (what == 0)
                        await budgets.TidyAsync(default);
                    else if ((await budgets.DrawAsync(pass, what < 3 ? Cafe : Home, default)).Outcome == BudgetOutcome.Granted)
                    {
                        var day = HumanAccount.DayOf(test._time.Now);
                        days[day] = days.GetValueOrDefault(day) + 1;
                        total++;
                        budgets.Return(pass, refund: false);
                        Assert.True(days[day] <= Low.PerDay);
                        Assert.True(total <= Low.Burst + Low.PerMinute * (test._time.Now - Start).TotalMinutes);
                    }
                }
            }).GetAwaiter().GetResult();
        }));

    [Fact]
    public async Task P53_Another_network_costs_more_and_a_neighbour_in_the_same_one_does_not()
    {
        var pass = await AdmittedAsync(1);
        var granted = 0;
        foreach (var address in new[] { "203.0.113.7", "203.0.113.250", "::ffff:203.0.113.1" })
            granted += (await _budgets.DrawAsync(pass, IPAddress.Parse(address), default)).Outcome == BudgetOutcome.Granted ? 1 : 0;
        Assert.Equal(3, granted);
        granted += await DrawAllAsync(_budgets, pass, 60, Cafe);
        Assert.Equal(50 - 9, granted);

        var six = await AdmittedAsync(2);
        await _budgets.DrawAsync(six, IPAddress.Parse("2001:db8:0:ff00::1"), default);
        Assert.Equal(49, await DrawAllAsync(_budgets, six, 60, IPAddress.Parse("2001:db8:0:ff42::2")));
        _time.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(50 - 9, await DrawAllAsync(_budgets, six, 60, IPAddress.Parse("2001:db8:0:fe00::1")));
    }

    [Fact]
    public async Task Pages_at_the_same_time_are_limited_until_they_are_returned()
    {
        var pass = await AdmittedAsync(1, PersonhoodLevel.Low);
        await _budgets.DrawAsync(pass, Home, default);
        await _budgets.DrawAsync(pass, Home, default);
        Assert.Equal(new BudgetDraw(BudgetOutcome.Concurrency, 1), await _budgets.DrawAsync(pass, Home, default));
        Assert.Equal(BudgetOutcome.Granted, (await _other.DrawAsync(pass, Home, default)).Outcome);
        _budgets.Return(pass, refund: false);
        Assert.Equal(BudgetOutcome.Granted, (await _budgets.DrawAsync(pass, Home, default)).Outcome);
        Assert.Equal(BudgetOutcome.Concurrency, (await _budgets.DrawAsync(pass, Home, default)).Outcome);
    }

    [Fact]
    public async Task What_was_no_page_is_given_back_and_only_once()
    {
        var pass = await AdmittedAsync(1);
        for (var i = 0; i < 500; i++)
        {
            Assert.Equal(BudgetOutcome.Granted, (await _budgets.DrawAsync(pass, Home, default)).Outcome);
            _budgets.Return(pass, refund: true);
            _budgets.Return(pass, refund: true);
        }

        Assert.Equal(50, await DrawAllAsync(_budgets, pass, 60));
    }

    [Fact]
    public async Task The_store_is_asked_rarely_and_not_at_all_while_nothing_is_left()
    {
        var pass = await AdmittedAsync(1);
        await DrawAllAsync(_budgets, pass, 50);
        var asked = _store.Asked;
        Assert.InRange(asked, 1, 90);
        for (var i = 0; i < 100; i++)
            Assert.Equal(new BudgetDraw(BudgetOutcome.Minute, 1), await _budgets.DrawAsync(pass, i % 2 == 0 ? Home : Cafe, default));
        Assert.InRange(_store.Asked, asked, asked + 6);

        _time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(BudgetOutcome.Granted, (await _budgets.DrawAsync(pass, Home, default)).Outcome);
    }

    [Fact]
    public async Task A_page_from_the_lease_takes_no_store_and_no_memory()
    {
        var pass = await AdmittedAsync(1);
        await _budgets.DrawAsync(pass, Home, default);
        _budgets.Return(pass, refund: true);
        var asked = _store.Asked;
        Allocation.AssertNone(() =>
        {
            var draw = _budgets.DrawAsync(pass, Home, default);
            if (!draw.IsCompletedSuccessfully || draw.Result.Outcome != BudgetOutcome.Granted)
                throw new InvalidOperationException();
            _budgets.Return(pass, refund: true);
        });
        Assert.Equal(asked, _store.Asked);
    }

    [Fact]
    public async Task While_the_store_is_away_people_read_on_within_the_same_budget()
    {
        var log = new LogRecorder();
        var gateway = Gateway(log: log);
        var pass = await AdmittedAsync(1, gateway: gateway);
        _store.IsAway = true;
        Assert.Equal(50, await DrawAllAsync(gateway, pass, 300));
        for (var minute = 1; minute <= 3; minute++)
        {
            _time.Now += TimeSpan.FromMinutes(1);
            await gateway.TidyAsync(default);
            Assert.Equal(50, await DrawAllAsync(gateway, pass, 300));
        }

        // Nobody waits for a store that is known to be away.
        var asked = _store.Asked;
        await DrawAllAsync(gateway, pass, 300);
        Assert.Equal(asked, _store.Asked);
        Assert.Single(log.Lines, line => line.Level == LogLevel.Error);

        _store.IsAway = false;
        _time.Now += TimeSpan.FromSeconds(30);
        Assert.Equal(50, await DrawAllAsync(gateway, pass, 300));
        Assert.Equal(BudgetOutcome.NoPass, (await gateway.DrawAsync(NewPass(9), Home, default)).Outcome);
        Assert.Equal(2, log.Lines.Count);
    }

    [Fact]
    public async Task What_an_idle_pass_did_not_use_is_given_back()
    {
        var pass = await AdmittedAsync(1);
        await _budgets.DrawAsync(pass, Home, default);
        await _budgets.TidyAsync(default);
        Assert.Equal(1, _budgets.LeaseCount);

        _budgets.Return(pass, refund: false);
        _time.Now += TimeSpan.FromMinutes(1);
        var account = (await AccountAsync(pass))!.Value;
        await _budgets.TidyAsync(default);
        Assert.Equal(0, _budgets.LeaseCount);
        Assert.Equal((6, 1), (account.Taken, (await AccountAsync(pass))!.Value.Taken));
        Assert.Equal(50, await DrawAllAsync(_other, pass, 60));
    }

    [Fact]
    public async Task There_are_no_more_leases_than_are_allowed_and_the_oldest_go()
    {
        var gateway = new PassBudgets(_store, new EpochKeys(_store, _time), _time, new HumanBudgets(Full, Low), NullLogger<PassBudgets>.Instance) { MostLeases = 100 };
        await new EpochKeys(_store, _time).IssuingAsync(default);
        for (var i = 0; i < 500; i++)
        {
            _time.Now += TimeSpan.FromMilliseconds(1);
            await gateway.AdmitAsync(Subject(i), "semaphore", Action, NewPass(i), default);
            Assert.Equal(BudgetOutcome.Granted, (await gateway.DrawAsync(NewPass(i), Home, default)).Outcome);
            Assert.InRange(gateway.LeaseCount, 1, 101);
        }

        Assert.Equal(BudgetOutcome.Granted, (await gateway.DrawAsync(NewPass(0), Home, default)).Outcome);
    }

    private PassBudgets Gateway(IEphemeralStore? store = null, ILoggerFactory? log = null) => new(
        store ?? _store, new EpochKeys(store ?? _store, _time), _time, new HumanBudgets(Full, Low), (log ?? NullLoggerFactory.Instance).CreateLogger<PassBudgets>());

    private async Task<Pass> AdmittedAsync(int number, PersonhoodLevel level = PersonhoodLevel.High, PassBudgets? gateway = null)
    {
        await new EpochKeys(_store, _time).IssuingAsync(default);
        var pass = NewPass(number) with { Level = level };
        Assert.True(await (gateway ?? _budgets).AdmitAsync(Subject(number), "semaphore", Action, pass, default));
        return pass;
    }

    private static async Task<int> DrawAllAsync(PassBudgets budgets, Pass pass, int times, IPAddress? client = null)
    {
        var granted = 0;
        for (var i = 0; i < times; i++)
        {
            if ((await budgets.DrawAsync(pass, client ?? Home, default)).Outcome == BudgetOutcome.Granted)
            {
                granted++;
                budgets.Return(pass, refund: false);
            }
        }

        return granted;
    }

    private async Task<HumanAccount?> AccountAsync(Pass pass)
    {
        var person = (await _store.ReadAsync($"pass:{pass.Id:x32}"))!;
        return HumanAccount.Read(await _store.ReadAsync("human:" + Convert.ToHexStringLower(person)));
    }

    private static Pass NewPass(int number) => new((UInt128)number, PersonhoodLevel.High, Week, Start, Epochs.EndOf(Week));

    private static byte[] Subject(int number) => BitConverter.GetBytes(number);
}
