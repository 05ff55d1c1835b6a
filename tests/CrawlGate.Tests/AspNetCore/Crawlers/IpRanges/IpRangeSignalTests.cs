using System.Net;
using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

public sealed class IpRangeSignalTests : IAsyncLifetime
{
    private const string On = "52.1.2.3";
    private const string Off = "52.9.9.9";

    private readonly RangeStand _stand = new();
    private RangeServer _server = null!;
    private Crawler _crawler = null!;

    public async Task InitializeAsync()
    {
        _server = await RangeServer.StartAsync();
        _crawler = RangeStand.Crawler(_server);
    }

    public async Task DisposeAsync()
    {
        _stand.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_fresh_and_complete_list_confirms_and_refutes()
    {
        await _stand.StartAndFetchAsync(_crawler);
        _stand.AssertSays(SignalOutcome.Confirms, "/bot.json", _crawler, On);
        _stand.AssertSays(SignalOutcome.Confirms, "/bot.json", _crawler, "::ffff:" + On);
        _stand.AssertSays(SignalOutcome.Refutes, "Test Inc. publishes for TestBot", _crawler, Off);
        _stand.AssertSays(SignalOutcome.Refutes, "no list", _crawler, "2001:db8::1");
    }

    [Fact]
    public async Task A_list_that_was_never_fetched_refutes_nobody()
    {
        await _stand.StartAsync(_crawler);
        _stand.AssertSays(SignalOutcome.Unknown, "not been fetched", _crawler, Off);
        Assert.Equal(RangeSourceState.Missing, _stand.Store.Status.Single().State);
    }

    [Fact]
    public async Task A_server_that_is_down_at_start_refutes_nobody()
    {
        await _server.DisposeAsync();
        await _stand.StartAndFetchAsync(_crawler);
        _stand.AssertSays(SignalOutcome.Unknown, "ConnectionError", _crawler, Off);
        Assert.Contains("ConnectionError", _stand.Store.Status.Single().LastError);
    }

    [Fact]
    public async Task While_a_server_is_down_its_last_list_confirms_and_refutes_nobody()
    {
        await _stand.StartAndFetchAsync(_crawler);
        _server.Answer = RangeServer.Status(503);
        await _stand.PassAsync(TimeSpan.FromDays(2));
        _stand.AssertSays(SignalOutcome.Confirms, "/bot.json", _crawler, On);
        _stand.AssertSays(SignalOutcome.Unknown, "503", _crawler, Off);

        _server.Answer = RangeServer.Publish("52.1.2.0/24");
        await _stand.PassAsync(TimeSpan.FromMinutes(1));
        _stand.AssertSays(SignalOutcome.Refutes, "no list", _crawler, Off);
    }

    [Fact]
    public async Task A_stale_list_neither_confirms_nor_refutes()
    {
        await _stand.StartAndFetchAsync(_crawler);
        _stand.Time.Now += TimeSpan.FromDays(7) - TimeSpan.FromTicks(1);
        _stand.AssertSays(SignalOutcome.Confirms, "/bot.json", _crawler, On);
        _stand.AssertSays(SignalOutcome.Refutes, "no list", _crawler, Off);
        _stand.Time.Now += TimeSpan.FromTicks(1);
        _stand.AssertSays(SignalOutcome.Unknown, "stale since 2027-01-22", _crawler, On);
        _stand.AssertSays(SignalOutcome.Unknown, "stale since 2027-01-22", _crawler, Off);
        Assert.Equal(RangeSourceState.Stale, _stand.Store.Status.Single().State);
    }

    [Fact]
    public async Task A_stale_list_of_a_server_that_is_down_neither_confirms_nor_refutes()
    {
        await _stand.StartAndFetchAsync(_crawler);
        await _server.DisposeAsync();
        await _stand.PassAsync(TimeSpan.FromDays(8));
        _stand.AssertSays(SignalOutcome.Unknown, "stale", _crawler, On);
        _stand.AssertSays(SignalOutcome.Unknown, "ConnectionError", _crawler, Off);
    }

    [Theory]
    [InlineData("<html>Just a moment...</html>")]
    [InlineData("")]
    [InlineData("{\"prefixes\":[]}")]
    [InlineData("{\"prefixes\":[{\"ipv4Prefix\":\"0.0.0.0/0\"}]}")]
    [InlineData("{\"prefixes\":[{\"ipv4Prefix\":\"52.9.9.0/24\"},{\"ipv4Prefix\":\"127.0.0.1\"}]}")]
    public async Task A_malformed_list_is_not_taken_and_refutes_nobody(string body)
    {
        _server.Answer = RangeServer.Text(body);
        await _stand.StartAndFetchAsync(_crawler);
        _stand.AssertSays(SignalOutcome.Unknown, "malformed", _crawler, Off);

        _server.Answer = RangeServer.Publish("52.1.2.0/24");
        await _stand.PassAsync(TimeSpan.FromMinutes(1));
        _server.Answer = RangeServer.Text(body);
        await _stand.PassAsync(TimeSpan.FromDays(2));
        _stand.AssertSays(SignalOutcome.Confirms, "/bot.json", _crawler, On);
        _stand.AssertSays(SignalOutcome.Unknown, "malformed", _crawler, Off);
    }

    [Fact]
    public async Task Every_way_to_be_no_list_refutes_nobody()
    {
        var answers = new Dictionary<string, RequestDelegate>
        {
            ["longer than 4 MiB"] = context => context.Response.Body.WriteAsync(new byte[5 * 1024 * 1024]).AsTask(),
            ["within 1 s"] = context => Task.Delay(Timeout.Infinite, context.RequestAborted),
            ["more than 3 times"] = RangeServer.Redirect("/bot.json"),
            ["not https"] = RangeServer.Redirect("ftp://127.0.0.1/bot.json"),
            ["304"] = RangeServer.Status(304),
        };
        using var stand = new RangeStand(TimeSpan.FromSeconds(1));
        await stand.StartAsync(_crawler);
        foreach (var (why, answer) in answers)
        {
            _server.Answer = answer;
            await stand.PassAsync(TimeSpan.FromHours(1));
            stand.AssertSays(SignalOutcome.Unknown, why, _crawler, Off);
        }
    }

    [Fact]
    public async Task A_list_that_is_confirmed_stays_fresh()
    {
        _server.Answer = RangeServer.Publish("52.1.2.0/24", "\"v1\"");
        await _stand.StartAndFetchAsync(_crawler);
        for (var day = 0; day < 10; day++)
            await _stand.PassAsync(TimeSpan.FromDays(1.2));

        _stand.AssertSays(SignalOutcome.Refutes, "no list", _crawler, Off);
        Assert.Equal([null, .. Enumerable.Repeat("\"v1\"", 10)], _server.Requests.Select(request => request.IfNoneMatch));
        var status = _stand.Store.Status.Single();
        Assert.Equal((RangeSourceState.Fresh, 1), (status.State, status.Prefixes));
        Assert.Equal(TimeSpan.FromDays(12), status.ConfirmedAt - status.FetchedAt);
    }

    [Fact]
    public async Task A_list_that_changes_changes_the_verdict()
    {
        await _stand.StartAndFetchAsync(_crawler);
        _server.Answer = RangeServer.Publish("52.9.9.0/24");
        await _stand.PassAsync(TimeSpan.FromDays(2));
        _stand.AssertSays(SignalOutcome.Confirms, "/bot.json", _crawler, Off);
        _stand.AssertSays(SignalOutcome.Refutes, "no list", _crawler, On);
    }

    [Fact]
    public async Task A_list_with_known_gaps_confirms_and_refutes_nobody()
    {
        var crawler = RangeStand.Crawler(_server, isComplete: false);
        await _stand.StartAndFetchAsync(crawler);
        _stand.AssertSays(SignalOutcome.Confirms, "/bot.json", crawler, On);
        _stand.AssertSays(SignalOutcome.Unknown, "known gaps", crawler, Off);
    }

    [Fact]
    public async Task One_list_that_cannot_tell_is_enough_not_to_refute()
    {
        _server.Answer = context => context.Request.Path == "/b.json" ? RangeServer.Status(500)(context) : RangeServer.Publish("52.1.2.0/24")(context);
        var crawler = RangeStand.Crawler(_server, true, "/a.json", "/b.json", "/c.json");
        await _stand.StartAndFetchAsync(crawler);
        _stand.AssertSays(SignalOutcome.Confirms, "/a.json", crawler, On);
        _stand.AssertSays(SignalOutcome.Unknown, "/b.json", crawler, Off);
    }

    [Fact]
    public async Task A_fresh_list_confirms_whatever_the_others_are()
    {
        _server.Answer = context => context.Request.Path == "/a.json" && _server.Requests.Count > 2
            ? RangeServer.Status(500)(context)
            : RangeServer.Publish("52.1.2.0/24")(context);
        var crawler = RangeStand.Crawler(_server, true, "/a.json", "/b.json");
        await _stand.StartAndFetchAsync(crawler);
        await _stand.PassAsync(TimeSpan.FromDays(8));
        _stand.AssertSays(SignalOutcome.Confirms, "/b.json", crawler, On);
    }

    [Fact]
    public async Task A_shared_list_is_fetched_once()
    {
        var other = _crawler with { Token = "OtherBot", IpRanges = [new(_crawler.IpRanges[0].Url, IpRangeFormat.Prefixes)] };
        await _stand.StartAndFetchAsync(_crawler, other);
        Assert.Single(_server.Requests);
        _stand.AssertSays(SignalOutcome.Refutes, "TestBot", _crawler, Off);
        _stand.AssertSays(SignalOutcome.Refutes, "OtherBot", other, Off);
    }

    [Fact]
    public async Task A_client_without_an_address_cannot_be_judged()
    {
        await _stand.StartAndFetchAsync(_crawler);
        Assert.Equal(SignalOutcome.Unknown, _stand.Signal.Judge(_crawler, null)!.Outcome);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.7")]
    [InlineData("::1")]
    [InlineData("::ffff:192.168.1.1")]
    [InlineData("fd00::1")]
    public async Task An_address_inside_says_that_a_proxy_hides_the_client_and_refutes_nobody(string address)
    {
        await _stand.StartAndFetchAsync(_crawler);
        _stand.AssertSays(SignalOutcome.Unknown, "trusted", _crawler, address);
    }

    [Fact]
    public async Task A_crawler_without_lists_is_not_judged()
    {
        var crawler = new Crawler("Bytespider", "ByteDance", CrawlerPurpose.Training);
        await _stand.StartAndFetchAsync(crawler, _crawler);
        Assert.Null(_stand.Signal.Judge(crawler, IPAddress.Parse(Off)));
    }

    [Fact]
    public async Task Judging_is_synchronous_and_allocates_nothing_whatever_the_outcome()
    {
        _server.Answer = context => context.Request.Path == "/down.json" ? RangeServer.Status(500)(context) : RangeServer.Publish("52.1.2.0/24")(context);
        var gaps = RangeStand.Crawler(_server, isComplete: false);
        var down = RangeStand.Crawler(_server, true, "/bot.json", "/down.json");
        var none = new Crawler("Bytespider", "ByteDance", CrawlerPurpose.Training);
        var stranger = RangeStand.Crawler(_server);
        await _stand.StartAndFetchAsync(_crawler, gaps, down, none);

        ICrawlerSignal signal = _stand.Signal;
        var context = new DefaultHttpContext();
        IPAddress?[] addresses = [null, .. new[] { On, Off, "127.0.0.1", "2001:db8::1", "::ffff:" + On }.Select(IPAddress.Parse)];
        var outcomes = new HashSet<SignalOutcome>();
        foreach (var crawler in new[] { _crawler, gaps, down, none, stranger })
        {
            foreach (var address in addresses)
            {
                var judgement = signal.JudgeAsync(context, crawler, address);
                Assert.True(judgement.IsCompletedSuccessfully);
                var evidence = await judgement;
                if (evidence is not null)
                    outcomes.Add(evidence.Outcome);
                Assert.Same(evidence, await signal.JudgeAsync(context, crawler, address));
                Allocation.AssertNone(() => signal.JudgeAsync(context, crawler, address));
            }
        }

        Assert.Equal(3, outcomes.Count);
        _stand.Time.Now += TimeSpan.FromDays(8);
        Assert.Equal(SignalOutcome.Unknown, _stand.Judge(_crawler, On).Outcome);
        Allocation.AssertNone(() => signal.JudgeAsync(context, _crawler, addresses[1]));
    }
}
