using System.Diagnostics;
using System.Net;
using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrawlGate.Tests.AspNetCore;

public sealed class ReverseDnsSignalTests : IAsyncDisposable
{
    private const string Address = "66.249.66.1";
    private const string Name = "crawl-66-249-66-1.googlebot.com";
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    private static readonly Crawler Googlebot = new("Googlebot", "Google", CrawlerPurpose.Search) { ReverseDns = ["googlebot.com", "google.com"] };
    private static readonly Crawler Bingbot = new("bingbot", "Microsoft", CrawlerPurpose.Search) { ReverseDns = ["search.msn.com"] };

    private readonly FixedTime _time = new(1_800_000_000);
    private readonly DnsServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("66.249.66.1", "66.249.66.1")]
    [InlineData("66.249.66.1", "::ffff:66.249.66.1")]
    [InlineData("2001:4860:4801:10::2", "2001:4860:4801:10::2")]
    public async Task A_name_that_leads_back_confirms(string address, string client)
    {
        _server.Named(address, Name).At(Name, "66.249.66.9", address, "2001:db8::9");
        var evidence = await JudgeAsync(Signal(), Googlebot, client);
        Assert.Equal(VerificationMethod.ReverseDns, evidence?.Method);
        Assert.Equal(SignalOutcome.Confirms, evidence?.Outcome);
    }

    [Fact]
    public async Task An_address_in_a_delegated_block_confirms_through_its_alias()
    {
        var owner = DnsServer.ReverseName(IPAddress.Parse(Address));
        _server.Put(owner, DnsWire.Ptr, DnsWire.CnameRecord(owner, "1.0-63.66.249.66.in-addr.arpa"), DnsWire.PtrRecord("1.0-63.66.249.66.in-addr.arpa", Name))
            .Put(Name, DnsWire.A, DnsWire.CnameRecord(Name, "edge.google.com"), DnsWire.AddressRecord("edge.google.com", Address));
        await AssertAsync(SignalOutcome.Confirms, Signal());
    }

    [Theory]
    [InlineData("evilgooglebot.com")]
    [InlineData("googlebot.com.evil.example")]
    [InlineData("com")]
    [InlineData("ec2-1-2-3-4.compute.amazonaws.com")]
    public async Task Another_name_refutes_even_when_it_leads_back(string name)
    {
        _server.Named(Address, name).At(name, Address);
        await AssertAsync(SignalOutcome.Refutes, Signal());
    }

    [Fact]
    public async Task Dots_inside_a_label_are_no_borders()
    {
        var owner = DnsServer.ReverseName(IPAddress.Parse(Address));
        byte[] target = [11, .. "x.googlebot"u8, .. DnsWire.Name("com")];
        _server.Put(owner, DnsWire.Ptr, DnsWire.Record(owner, DnsWire.Ptr, target)).At("x.googlebot.com", Address);
        await AssertAsync(SignalOutcome.Refutes, Signal());
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task A_name_that_does_not_lead_back_refutes()
    {
        _server.Named(Address, Name).At(Name, "66.249.66.2", "2001:4860:4801::2");
        await AssertAsync(SignalOutcome.Refutes, Signal());
    }

    [Fact]
    public async Task A_name_that_nobody_has_refutes()
    {
        _server.Named(Address, Name);
        await AssertAsync(SignalOutcome.Refutes, Signal());
    }

    [Fact]
    public async Task A_name_with_addresses_of_the_other_family_only_refutes()
    {
        _server.Named(Address, Name).At(Name, "2001:4860:4801::2");
        await AssertAsync(SignalOutcome.Refutes, Signal());
    }

    [Fact]
    public async Task No_name_refutes()
    {
        await AssertAsync(SignalOutcome.Refutes, Signal());
        _server.Named("66.249.66.2");
        await AssertAsync(SignalOutcome.Refutes, Signal(), "66.249.66.2");
    }

    [Fact]
    public async Task One_of_four_names_is_enough()
    {
        _server.Named(Address, "a.example", "b.googlebot.com", "c.example", Name).At(Name, Address);
        await AssertAsync(SignalOutcome.Confirms, Signal());
    }

    [Fact]
    public async Task Of_many_names_the_first_four_are_looked_at_and_the_rest_is_unknown()
    {
        _server.Named(Address, [.. Enumerable.Range(0, 8).Select(i => $"a{i}.example"), Name]).At(Name, Address);
        await AssertAsync(SignalOutcome.Unknown, Signal());
        Assert.Equal(4, _server.Count(DnsWire.A));

        _server.Named("66.249.66.2", ["a.example", Name, .. Enumerable.Range(0, 8).Select(i => $"a{i}.example")]).At(Name, "66.249.66.2");
        await AssertAsync(SignalOutcome.Confirms, Signal(), "66.249.66.2");
    }

    [Fact]
    public async Task Hundreds_of_names_over_TCP_are_unknown()
    {
        var owner = DnsServer.ReverseName(IPAddress.Parse(Address));
        _server.Put(owner, DnsWire.Ptr, [.. Enumerable.Range(0, 500).Select(i => DnsWire.Record(DnsWire.Pointer(12), DnsWire.Ptr, DnsWire.Name($"a{i}.example")))]);
        _server.Answer = question => [question.IsTcp || question.Type != DnsWire.Ptr ? _server.FromTable(question) : DnsWire.Reply(question, flags: 0x8380)];
        var evidence = await JudgeAsync(Signal(), Googlebot, Address);
        Assert.Equal(SignalOutcome.Unknown, evidence?.Outcome);
        Assert.StartsWith("The address has more than 4 names", evidence?.Detail);
    }

    [Fact]
    public async Task The_same_name_many_times_is_one_name()
    {
        _server.Named(Address, [.. Enumerable.Repeat("a.example", 10)]);
        await AssertAsync(SignalOutcome.Refutes, Signal());
        Assert.Equal(1, _server.Count(DnsWire.A));
    }

    [Theory]
    [InlineData(DnsWire.Ptr)]
    [InlineData(DnsWire.A)]
    public async Task Whatever_a_broken_server_does_is_unknown(int type)
    {
        _server.Named(Address, Name).At(Name, Address);
        Func<DnsQuestion, IEnumerable<byte[]>>[] answers =
        [
            _ => [],
            question => [DnsWire.Reply(question, code: 2)],
            question => [DnsWire.Reply(question, code: 5)],
            question => [DnsWire.Reply(question, answers: [[0xC0, 0x0C]])],
            question => [DnsWire.Reply(question, answers: [DnsWire.CnameRecord(question.Name, question.Name)])],
            question => [DnsWire.Reply(question, code: 3, flags: 0x8100)],
            question => [DnsWire.Reply(question, flags: 0x8380)],
            question => [question.Packet, [1, 2, 3], new byte[2000]],
            question => [[(byte)~question.Packet[0], .. DnsWire.Reply(question, code: 3)[1..]]],
        ];
        foreach (var answer in answers)
        {
            _server.Answer = question => question.Type == type ? answer(question) : [_server.FromTable(question)];
            await AssertAsync(SignalOutcome.Unknown, Signal(options => options with { Timeout = Short, Tries = 1 }));
        }
    }

    [Fact]
    public async Task A_failure_that_does_not_matter_to_the_crawler_does_not_save_it()
    {
        _server.Named(Address, "slow.example", "a.googlebot.com");
        _server.Answer = question => question.Name == "slow.example" ? [DnsWire.Reply(question, code: 2)] : [_server.FromTable(question)];
        var signal = Signal();
        await AssertAsync(SignalOutcome.Refutes, signal);

        _server.Named("66.249.66.2", "a.googlebot.com", "b.googlebot.com");
        _server.Answer = question => question.Name == "b.googlebot.com" ? [DnsWire.Reply(question, code: 2)] : [_server.FromTable(question)];
        await AssertAsync(SignalOutcome.Unknown, signal, "66.249.66.2");
    }

    [Fact]
    public async Task A_server_that_is_down_is_unknown()
    {
        var server = new DnsServer();
        await server.DisposeAsync();
        var evidence = await JudgeAsync(Signal(options => options with { Servers = [server.EndPoint] }), Googlebot, Address);
        Assert.Equal(SignalOutcome.Unknown, evidence?.Outcome);
        Assert.Equal("DNS failed: the server cannot be reached", evidence?.Detail);
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("127.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData(null)]
    public async Task Without_a_public_address_nobody_is_asked(string? client)
    {
        await AssertAsync(SignalOutcome.Unknown, Signal(), client);
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task A_crawler_without_domains_has_no_such_evidence()
    {
        Assert.Null(await JudgeAsync(Signal(), new Crawler("GPTBot", "OpenAI", CrawlerPurpose.Training), Address));
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task A_hundred_requests_at_once_ask_once()
    {
        _server.Named(Address, Name).At(Name, Address);
        _server.Delay = Short;
        var signal = Signal();
        var evidence = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => JudgeAsync(signal, Googlebot, Address))));
        Assert.All(evidence, piece => Assert.Same(evidence[0], piece));
        Assert.Equal(SignalOutcome.Confirms, evidence[0]?.Outcome);
        Assert.Equal(2, _server.Asked.Count);
    }

    [Fact]
    public async Task An_address_is_looked_up_once_for_all_crawlers()
    {
        _server.Named(Address, Name).At(Name, Address);
        var signal = Signal();
        await AssertAsync(SignalOutcome.Confirms, signal);
        Assert.Equal(SignalOutcome.Refutes, (await JudgeAsync(signal, Bingbot, Address))?.Outcome);
        Assert.Equal(2, _server.Asked.Count);
    }

    [Fact]
    public async Task A_slow_answer_is_not_waited_for_twice_and_serves_later_requests()
    {
        _server.Named(Address, Name).At(Name, Address);
        _server.Delay = TimeSpan.FromSeconds(2);
        var signal = Signal(options => options with { WaitAtMost = Short });

        var watch = Stopwatch.StartNew();
        await AssertAsync(SignalOutcome.Unknown, signal);
        Assert.InRange(watch.Elapsed, Short * 0.9, TimeSpan.FromSeconds(3.5));
        Assert.True(signal.JudgeAsync(new DefaultHttpContext(), Googlebot, IPAddress.Parse(Address)) is { IsCompletedSuccessfully: true, Result.Outcome: SignalOutcome.Unknown });

        await UntilAsync(async () => (await JudgeAsync(signal, Googlebot, Address))?.Outcome == SignalOutcome.Confirms);
        Assert.Equal(2, _server.Asked.Count);
    }

    [Theory]
    [InlineData(1, 299, 301)] // never less than five minutes
    [InlineData(7200, 7190, 7201)]
    [InlineData(604_800, 86_390, 86_401)] // never more than a day
    public async Task A_confirmation_holds_as_long_as_its_records(int ttl, int known, int forgotten)
    {
        _server.Named(Address, 999_999, Name).At(Name, ttl, Address);
        await AssertHoldsAsync(SignalOutcome.Confirms, known, forgotten, otherwise: () => _server.Named(Address));
    }

    [Theory]
    [InlineData(1, 299, 301)]
    [InlineData(1800, 1790, 1801)]
    [InlineData(604_800, 3590, 3601)] // never more than an hour
    public async Task A_refutation_holds_for_an_hour_at_most(int ttl, int known, int forgotten)
    {
        _server.Named(Address, ttl, "a.example").At("a.example", 604_800, Address).At(Name, Address);
        await AssertHoldsAsync(SignalOutcome.Refutes, known, forgotten, otherwise: () => _server.Named(Address, Name));
    }

    [Fact]
    public async Task A_confirmation_near_its_end_is_renewed_behind_the_requests_back()
    {
        _server.Named(Address, 1000, Name).At(Name, 1000, Address);
        var signal = Signal();
        await AssertAsync(SignalOutcome.Confirms, signal);
        _time.Now += TimeSpan.FromSeconds(950);
        AssertAtOnce(SignalOutcome.Confirms, signal);
        await UntilAsync(() => Task.FromResult(_server.Asked.Count == 4 && IsIdle(signal)));
        _time.Now += TimeSpan.FromSeconds(800);
        AssertAtOnce(SignalOutcome.Confirms, signal);
    }

    [Fact]
    public async Task A_failed_renewal_leaves_what_is_known()
    {
        _server.Named(Address, 1000, Name).At(Name, 1000, Address);
        var signal = Signal();
        await AssertAsync(SignalOutcome.Confirms, signal);
        _server.Answer = question => [DnsWire.Reply(question, code: 2)];
        _time.Now += TimeSpan.FromSeconds(950);
        AssertAtOnce(SignalOutcome.Confirms, signal);
        await UntilAsync(() => Task.FromResult(_server.Asked.Count == 4 && IsIdle(signal)));
        AssertAtOnce(SignalOutcome.Confirms, signal);
        Assert.Equal(4, _server.Asked.Count);
    }

    [Fact]
    public async Task A_failure_is_looked_at_again_after_half_a_minute_and_forgotten_after_one()
    {
        _server.Answer = question => [DnsWire.Reply(question, code: 2)];
        var signal = Signal(options => options with { Tries = 1 });
        await AssertAsync(SignalOutcome.Unknown, signal);
        _time.Now += TimeSpan.FromSeconds(29);
        AssertAtOnce(SignalOutcome.Unknown, signal);
        Assert.Single(_server.Asked);

        _time.Now += TimeSpan.FromSeconds(2);
        AssertAtOnce(SignalOutcome.Unknown, signal);
        await UntilAsync(() => Task.FromResult(_server.Asked.Count == 2 && IsIdle(signal)));

        _server.Named(Address, Name).At(Name, Address).Answer = null;
        _time.Now += TimeSpan.FromSeconds(61);
        await AssertAsync(SignalOutcome.Confirms, signal);
    }

    [Fact]
    public async Task A_flood_is_bounded_and_pushes_nobody_out_who_confirmed()
    {
        _server.Named(Address, 999_999, Name).At(Name, 999_999, Address);
        var signal = Signal(options => options with { MaxCachedAddresses = 50, MaxConcurrentLookups = 8 });
        await AssertAsync(SignalOutcome.Confirms, signal);

        for (var round = 0; round < 20; round++)
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => JudgeAsync(signal, Googlebot, $"203.0.{round}.{i}")));
        Assert.InRange(signal.CachedAddresses, 9, 50);
        AssertAtOnce(SignalOutcome.Confirms, signal);
    }

    [Fact]
    public async Task More_lookups_than_allowed_are_unknown_at_once()
    {
        _server.Answer = _ => [];
        var signal = Signal(options => options with { MaxConcurrentLookups = 8, Timeout = TimeSpan.FromSeconds(4), Tries = 1 });
        var waiting = Enumerable.Range(0, 8).Select(i => JudgeAsync(signal, Googlebot, $"203.0.113.{i}")).ToArray();
        for (var i = 0; i < 1000; i++)
            AssertAtOnce(SignalOutcome.Unknown, signal, $"198.51.{i / 250}.{i % 250}");
        Assert.Equal(8, signal.CachedAddresses);
        Assert.All(await Task.WhenAll(waiting), piece => Assert.Equal(SignalOutcome.Unknown, piece?.Outcome));
    }

    [Fact]
    public async Task What_is_known_costs_nothing()
    {
        _server.Named(Address, Name).At(Name, Address).Named("2001:db8::1", "a.example");
        var signal = Signal();
        await JudgeAsync(signal, Googlebot, Address);
        await JudgeAsync(signal, Googlebot, "2001:db8::1");
        var context = new DefaultHttpContext();
        var none = new Crawler("GPTBot", "OpenAI", CrawlerPurpose.Training);
        foreach (var address in new[] { Address, "::ffff:" + Address, "2001:db8::1", "10.0.0.1" }.Select(IPAddress.Parse))
        {
            Allocation.AssertNone(() => signal.JudgeAsync(context, Googlebot, address));
            Allocation.AssertNone(() => signal.JudgeAsync(context, Bingbot, address));
            Allocation.AssertNone(() => signal.JudgeAsync(context, none, address));
        }
    }

    [Fact]
    public void It_is_registered_once()
    {
        var services = new ServiceCollection().AddLogging().AddReverseDns(_ => new()).AddReverseDns(_ => new());
        using var provider = services.BuildServiceProvider();
        Assert.Equal(VerificationMethod.ReverseDns, Assert.Single(provider.GetServices<ICrawlerSignal>()).Method);
    }

    private ReverseDnsSignal Signal(Func<ReverseDnsOptions, ReverseDnsOptions>? change = null)
    {
        var options = new ReverseDnsOptions { Servers = [_server.EndPoint], Timeout = TimeSpan.FromSeconds(20), WaitAtMost = TimeSpan.FromSeconds(50) };
        return new ReverseDnsSignal(change?.Invoke(options) ?? options, _time, NullLogger<ReverseDnsSignal>.Instance);
    }

    private static async Task<Evidence?> JudgeAsync(ReverseDnsSignal signal, Crawler claimed, string? client) =>
        await signal.JudgeAsync(new DefaultHttpContext(), claimed, client is null ? null : IPAddress.Parse(client));

    private static async Task AssertAsync(SignalOutcome outcome, ReverseDnsSignal signal, string? client = Address) =>
        Assert.Equal(outcome, (await JudgeAsync(signal, Googlebot, client))?.Outcome);

    private static void AssertAtOnce(SignalOutcome outcome, ReverseDnsSignal signal, string client = Address)
    {
        var judged = signal.JudgeAsync(new DefaultHttpContext(), Googlebot, IPAddress.Parse(client));
        Assert.True(judged.IsCompletedSuccessfully);
        Assert.Equal(outcome, judged.Result?.Outcome);
    }

    private async Task AssertHoldsAsync(SignalOutcome outcome, int known, int forgotten, Action otherwise)
    {
        var signal = Signal();
        var learnt = _time.Now;
        await AssertAsync(outcome, signal);
        var asked = _server.Asked.Count;
        var opposite = outcome == SignalOutcome.Confirms ? SignalOutcome.Refutes : SignalOutcome.Confirms;
        otherwise();

        // Nobody answers meanwhile, so that a renewal changes nothing.
        _server.Answer = question => [DnsWire.Reply(question, code: 2)];
        _time.Now = learnt + TimeSpan.FromSeconds(known);
        AssertAtOnce(outcome, signal);
        await UntilAsync(() => Task.FromResult(_server.Asked.Count == asked + 2 && IsIdle(signal)));
        AssertAtOnce(outcome, signal);

        _server.Answer = null;
        _time.Now = learnt + TimeSpan.FromSeconds(forgotten);
        AssertAtOnce(SignalOutcome.Unknown, signal); // the failed renewal is still at rest
        _time.Now += TimeSpan.FromSeconds(31);
        await AssertAsync(opposite, signal);
    }

    private static bool IsIdle(ReverseDnsSignal signal) => signal.LookupsUnderWay == 0;

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 500; i++)
        {
            if (await condition())
                return;
            await Task.Delay(20);
        }

        Assert.Fail("It did not come to that in ten seconds");
    }
}
