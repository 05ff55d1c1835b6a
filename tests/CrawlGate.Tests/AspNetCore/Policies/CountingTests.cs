using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Free requests a day, and requests a minute.</summary>
public sealed class CountingTests
{
    private const long Midnight = 20_000 * 86_400L;

    private static readonly ClientKey Somebody = new("GPTBot", IdentityVerdict.Unverifiable, 0);

    [Fact]
    public void So_many_requests_a_day_are_free_and_the_next_day_again()
    {
        var time = new FixedTime(Midnight);
        var allowance = new DailyAllowance(3, time);
        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => allowance.TryTake(Somebody)));
        time.Now += TimeSpan.FromHours(23);
        Assert.False(allowance.TryTake(Somebody));
        time.Now += TimeSpan.FromHours(1);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => allowance.TryTake(Somebody)));
    }

    [Fact]
    public void Each_crawler_and_verdict_has_a_day_of_its_own_and_others_share_their_network()
    {
        var policy = Policy(new RuleOptions { Action = "charge", FreePerDay = 1 });
        foreach (var identity in (IdentityVerdict[])[IdentityVerdict.Verified, IdentityVerdict.Unverifiable])
        {
            Assert.Equal(("allow", "charge 0.001"), (Ask(Visitors.Crawler(identity: identity)), Ask(Visitors.Crawler(identity: identity), "198.51.100.7")));
        }

        Assert.Equal("allow", Ask(Visitors.Crawler(token: "CCBot")));
        Assert.Equal(("allow", "charge 0.001"), (Ask(Visitors.Unknown, "2001:db8:1:1::1"), Ask(Visitors.Unknown, "2001:db8:1:1:ffff::2")));
        Assert.Equal(("allow", "allow"), (Ask(Visitors.Unknown, "2001:db8:1:2::1"), Ask(Visitors.Unknown, "192.0.2.1")));
        Assert.Equal(("charge 0.001", "allow"), (Ask(Visitors.Unknown, "::ffff:192.0.2.1"), Ask(Visitors.Unknown, "192.0.2.2")));

        string Ask(RequestClassification who, string address = "192.0.2.1") => policy.Decide(Visitors.Request(address: address), who, isFreePath: false).Outcome.Text;
    }

    [Fact]
    public void The_table_of_clients_is_bounded_and_who_finds_no_place_pays()
    {
        var allowance = new DailyAllowance(2, new FixedTime(Midnight), maxClients: 100);
        Assert.Equal(100, Enumerable.Range(0, 1000).Count(i => allowance.TryTake(new ClientKey(null, IdentityVerdict.Unclaimed, (UInt128)i))));
        Assert.True(allowance.TryTake(new ClientKey(null, IdentityVerdict.Unclaimed, 5)));
        Assert.False(allowance.TryTake(new ClientKey(null, IdentityVerdict.Unclaimed, 5)));
    }

    [Fact]
    public void Racing_requests_take_no_more_than_there_is()
    {
        var allowance = new DailyAllowance(1000, new FixedTime(Midnight));
        var taken = 0;
        Parallel.For(0, 5000, _ =>
        {
            if (allowance.TryTake(Somebody))
                Interlocked.Increment(ref taken);
        });
        Assert.Equal(1000, taken);
    }

    [Fact]
    public void An_ambiguous_target_is_given_nothing_free()
    {
        var policies = GatePolicies.Create(options => options.Rules = [new() { Action = "charge", FreePerDay = 10 }]);
        Assert.Equal("charge 0.001", policies.DecideAmbiguous(Visitors.Request("//"), Visitors.Crawler()).Outcome.Text);
    }

    [Fact]
    public void So_many_requests_a_minute_pass_and_the_next_hears_when_to_come_back()
    {
        var policy = Policy(new RuleOptions { When = new() { Kind = ["unknown"] }, Action = "ratelimit", PerMinute = 5 });
        for (var i = 0; i < 5; i++)
            Assert.True(Ask("192.0.2.1").Allows);
        var limited = Assert.IsType<AccessOutcome.RateLimited>(Ask("192.0.2.1").Outcome);
        Assert.InRange(limited.RetryAfterSeconds, 1, 60);
        Assert.True(Ask("192.0.2.2").Allows);
        Assert.True(policy.Decide(Visitors.Request(address: "192.0.2.1"), Visitors.Browser, isFreePath: false).Allows);

        AccessDecision Ask(string address) => policy.Decide(Visitors.Request(address: address), Visitors.Unknown, isFreePath: false);
    }

    [Fact]
    public void A_crawler_is_limited_by_its_name_from_wherever_it_comes_and_impostors_use_up_nothing_of_it()
    {
        var policy = Policy(new RuleOptions { Action = "ratelimit", PerMinute = 2 });
        Assert.Equal(["allow", "allow", "ratelimit"], Enumerable.Range(1, 3).Select(i => Ask($"192.0.2.{i}", IdentityVerdict.Spoofed)));
        Assert.Equal(["allow", "allow", "ratelimit"], Enumerable.Range(1, 3).Select(i => Ask($"192.0.2.{i}", IdentityVerdict.Verified)));

        string Ask(string address, IdentityVerdict identity) =>
            policy.Decide(Visitors.Request(address: address), Visitors.Crawler(identity: identity), isFreePath: false).Outcome.Text;
    }

    private static AccessPolicy Policy(RuleOptions rule) => GatePolicies.Create(options => options.Rules = [rule])["default"];
}
