using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class DecisionLogTests
{
    private readonly LogRecorder _log = new();
    private readonly HandClock _clock = new();

    private IReadOnlyList<string> Lines => _log.Of(DecisionLog.Category);

    [Fact]
    public void A_line_says_what_was_decided_about_whom_and_why_and_holds_no_whole_address()
    {
        using var log = Create(100);
        var who = Visitors.Crawler(identity: IdentityVerdict.Spoofed) with { Evidence = [new Evidence(VerificationMethod.IpRange, SignalOutcome.Refutes, "not on the list of openai.com")] };
        log.Write(Visitors.Request("/posts/a\nb", address: "203.0.113.77"), Decide(who) with { Id = new DecisionId(31) });
        Assert.Equal(
            "000000000000z block 403 by rule \"spoofed crawlers\" of policy default (enforce): GPTBot, spoofed (ip-range: not on the list of openai.com), /posts/a%0Ab from 203.0.113.0/24",
            Assert.Single(Lines));
    }

    [Fact]
    public void A_long_path_is_cut()
    {
        using var log = Create(100);
        log.Write(Visitors.Request("/" + new string('x', 5000)), Decide(Visitors.Crawler()));
        Assert.InRange(Lines.Single().Length, 256, 500);
    }

    [Fact]
    public void A_flood_is_counted_and_its_size_is_logged_when_the_second_is_over()
    {
        using var log = Create(10);
        Flood(log, 10 + 17_204);
        Assert.Equal(10, Lines.Count);
        _clock.EndSecond();
        Assert.Equal("17,204 more decisions were not logged", Lines[^1]);

        Flood(log, 10);
        Assert.Equal(11 + 10, Lines.Count);
        _clock.EndSecond();
        Assert.Equal(11 + 10, Lines.Count);
    }

    [Fact]
    public void What_is_left_out_at_the_end_is_counted_too_and_a_limit_of_none_counts_only()
    {
        using (var log = Create(0))
            Flood(log, 5);
        Assert.Equal("5 more decisions were not logged", Assert.Single(Lines));
    }

    [Fact]
    public void A_decision_over_the_limit_allocates_nothing()
    {
        using var log = Create(0);
        var (request, decision) = (Visitors.Request(), Decide(Visitors.Crawler()));
        log.Write(request, decision);
        Allocation.AssertNone(() => log.Write(request, decision));
    }

    private DecisionLog Create(int perSecond) => new(_log, new CurrentGate(GatePolicies.Compile(options => options.DecisionsLoggedPerSecond = perSecond)), _clock);

    private static AccessDecision Decide(RequestClassification who) => GatePolicies.Create()["default"].Decide(Visitors.Request(), who, isFreePath: false);

    private static void Flood(DecisionLog log, int count) =>
        Parallel.For(0, count, _ => log.Write(Visitors.Request(address: "203.0.113.77"), Decide(Visitors.Crawler())));

    /// <summary>A clock whose only timer goes off when told.</summary>
    private sealed class HandClock : TimeProvider
    {
        private Action? _end;
        private bool _isArmed;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _end = () => callback(state);
            return new Timer(this);
        }

        public void EndSecond()
        {
            Assert.True(_isArmed);
            _isArmed = false;
            _end!();
        }

        private sealed class Timer(HandClock clock) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                Assert.Equal(TimeSpan.FromSeconds(1), dueTime);
                return clock._isArmed = true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
