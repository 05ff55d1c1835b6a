using CrawlGate.AspNetCore;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.AspNetCore;

public sealed class HumanAccountTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 18, 12, 0, 0, TimeSpan.Zero);

    private static readonly HumanBudget Budget = new(PerMinute: 6, Burst: 20, PerDay: 100, Concurrency: 6, NetworkSwitchCost: 10);

    [Fact]
    public void Pages_at_once_are_the_burst_and_come_back_by_the_minute()
    {
        var (account, granted, _, _) = HumanAccount.Open(Noon, Budget).Draw(Noon, 50, 1, Budget);
        Assert.Equal(20, granted);
        var refused = account.Draw(Noon, 1, 1, Budget);
        Assert.Equal((0, BudgetOutcome.Minute, 10), (refused.Granted, refused.Outcome, refused.RetryAfterSeconds));
        Assert.Equal(0, account.Draw(Noon.AddMilliseconds(9999), 1, 1, Budget).Granted);
        Assert.Equal(1, account.Draw(Noon.AddSeconds(10), 5, 1, Budget).Granted);
        Assert.Equal(6, account.Draw(Noon.AddMinutes(1), 50, 1, Budget).Granted);
        Assert.Equal(20, account.Draw(Noon.AddHours(1), 50, 1, Budget).Granted);
    }

    [Fact]
    public void The_day_ends_at_midnight_UTC()
    {
        var account = HumanAccount.Open(Noon, Budget);
        var now = Noon;
        for (var left = 100; left > 0; now += TimeSpan.FromMinutes(5))
        {
            (account, var granted, _, _) = account.Draw(now, 15, 1, Budget);
            left -= granted;
        }

        var refused = account.Draw(now, 1, 1, Budget);
        Assert.Equal((BudgetOutcome.Day, (int)(Noon.AddHours(12) - now).TotalSeconds), (refused.Outcome, refused.RetryAfterSeconds));
        Assert.Equal(20, account.Draw(Noon.AddHours(12), 50, 1, Budget).Granted);
    }

    [Fact]
    public void P53_The_first_page_on_another_network_costs_more()
    {
        var (account, _, _, _) = HumanAccount.Open(Noon, Budget).Draw(Noon, 1, 1, Budget);
        Assert.Equal(19, account.Available(Noon, Budget));
        (account, var granted, _, _) = account.Draw(Noon, 3, 2, Budget);
        Assert.Equal((3, 7), (granted, account.Available(Noon, Budget)));
        Assert.Equal(1, account.Draw(Noon, 1, 2, Budget).Granted);

        var back = account.Draw(Noon, 1, 1, Budget);
        Assert.Equal((0, BudgetOutcome.Minute, 30), (back.Granted, back.Outcome, back.RetryAfterSeconds));
        Assert.Equal(1, account.Draw(Noon.AddSeconds(30), 9, 1, Budget).Granted);
    }

    [Fact]
    public void P53_An_unknown_network_costs_nothing_more_and_a_small_budget_can_still_move()
    {
        var (account, _, _, _) = HumanAccount.Open(Noon, Budget).Draw(Noon, 1, 1, Budget);
        (account, _, _, _) = account.Draw(Noon, 1, 0, Budget);
        Assert.Equal((18, 1UL), (account.Available(Noon, Budget), account.Network));

        var small = Budget with { Burst = 4 };
        (account, _, _, _) = HumanAccount.Open(Noon, small).Draw(Noon, 1, 1, small);
        Assert.Equal(1, account.Draw(Noon.AddMinutes(1), 5, 2, small).Granted);
    }

    [Fact]
    public void Pages_that_are_given_back_are_there_again_and_no_more_than_that()
    {
        var (account, _, _, _) = HumanAccount.Open(Noon, Budget).Draw(Noon, 8, 1, Budget);
        var day = HumanAccount.DayOf(Noon);
        Assert.Equal((17, 3), (account.Return(5, day, Budget).Available(Noon, Budget), account.Return(5, day, Budget).Taken));
        Assert.Equal((20, 0), (account.Return(50, day, Budget).Available(Noon, Budget), account.Return(50, day, Budget).Taken));
        Assert.Equal(8, account.Return(5, day - 1, Budget).Taken);
    }

    [Fact]
    public void The_binary_form_is_read_as_it_was_written_and_anything_else_is_none()
    {
        var account = new HumanAccount(-1, long.MaxValue, int.MinValue, 7, ulong.MaxValue - 1);
        var bytes = account.ToBytes();
        Assert.True(bytes.Length <= 128);
        Assert.Equal(account, HumanAccount.Read(bytes));
        Assert.Null(HumanAccount.Read(bytes.AsSpan(1)));
        Assert.Null(HumanAccount.Read([]));
        bytes[0]++;
        Assert.Null(HumanAccount.Read(bytes));
    }

    [Fact]
    public void P52_Whatever_the_clock_does_nobody_gets_more_than_the_budget() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(
        (from milliseconds in Gen.OneOf(Gen.Choose(-100_000, 100_000), Gen.Choose(-90_000_000, 90_000_000), Gen.Constant(0))
         from wanted in Gen.Choose(1, 12)
         from network in Gen.Choose(0, 2)
         select (milliseconds, wanted, network)).ArrayOf().ToArbitrary(),
        steps =>
        {
            var (now, latest, account, total) = (Noon, Noon, HumanAccount.Open(Noon, Budget), 0);
            var days = new Dictionary<int, int>();
            foreach (var (milliseconds, wanted, network) in steps)
            {
                now += TimeSpan.FromMilliseconds(milliseconds);
                latest = now > latest ? now : latest;
                (account, var granted, var outcome, var retryAfter) = account.Draw(now, wanted, (ulong)network, Budget);
                Assert.InRange(granted, 0, wanted);
                Assert.Equal(granted > 0, outcome == BudgetOutcome.Granted);
                Assert.Equal(granted > 0, retryAfter == 0);
                total += granted;
                var day = HumanAccount.DayOf(latest);
                days[day] = days.GetValueOrDefault(day) + granted;
                Assert.True(total <= Budget.Burst + Budget.PerMinute * (latest - Noon).TotalMinutes);
                Assert.True(days[day] <= Budget.PerDay);

                // Who comes back when told to is let in.
                if (granted == 0)
                    Assert.NotEqual(0, account.Draw(now.AddSeconds(retryAfter), 1, (ulong)network, Budget).Granted);
            }
        }));
}
