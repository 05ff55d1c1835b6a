using System.Net;
using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>How claims and evidence become verdicts.</summary>
public sealed class IdentityLadderTests
{
    private const string Googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private static readonly GateSnapshot Gate = GatePolicies.Compile();

    [Theory]
    [InlineData(null, null, IdentityVerdict.Unverifiable)]
    [InlineData(SignalOutcome.Confirms, null, IdentityVerdict.Verified)]
    [InlineData(SignalOutcome.Confirms, SignalOutcome.Refutes, IdentityVerdict.Verified)]
    [InlineData(SignalOutcome.Refutes, SignalOutcome.Confirms, IdentityVerdict.Verified)]
    [InlineData(SignalOutcome.Unknown, SignalOutcome.Confirms, IdentityVerdict.Verified)]
    [InlineData(SignalOutcome.Refutes, null, IdentityVerdict.Spoofed)]
    [InlineData(null, SignalOutcome.Refutes, IdentityVerdict.Spoofed)]
    [InlineData(SignalOutcome.Refutes, SignalOutcome.Refutes, IdentityVerdict.Spoofed)]
    [InlineData(SignalOutcome.Refutes, SignalOutcome.Unknown, IdentityVerdict.Unverifiable)]
    [InlineData(SignalOutcome.Unknown, SignalOutcome.Refutes, IdentityVerdict.Unverifiable)]
    [InlineData(SignalOutcome.Unknown, SignalOutcome.Unknown, IdentityVerdict.Unverifiable)]
    [InlineData(SignalOutcome.Unknown, null, IdentityVerdict.Unverifiable)]
    public async Task One_proof_verifies_and_only_refutation_by_all_that_can_tell_is_spoofing(SignalOutcome? ranges, SignalOutcome? names, IdentityVerdict verdict)
    {
        foreach (var isAsync in (bool[])[false, true])
        {
            var ladder = Ladders.Create(
                Gate, new ScriptedSignal(VerificationMethod.ReverseDns, names, isAsync), new ScriptedSignal(VerificationMethod.IpRange, ranges, isAsync));
            var who = await ladder.ClassifyAsync(Request(Googlebot));
            Assert.Equal((ClientKind.Crawler, "Googlebot", verdict), (who.Kind, who.Crawler?.Token, who.Identity));
            Assert.Equal(verdict == IdentityVerdict.Verified, who.Method is not null);
        }
    }

    [Fact]
    public async Task The_proof_names_its_method_and_ends_the_asking()
    {
        var names = new ScriptedSignal(VerificationMethod.ReverseDns, SignalOutcome.Refutes);
        var ladder = Ladders.Create(Gate, names, new ScriptedSignal(VerificationMethod.IpRange, SignalOutcome.Confirms));
        Assert.Equal(VerificationMethod.IpRange, (await ladder.ClassifyAsync(Request(Googlebot))).Method);
        Assert.Equal(0, names.Asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_signal_that_throws_proves_and_refutes_nothing(bool isAsync)
    {
        var ladder = Ladders.Create(Gate, new ThrowingSignal(isAsync), new ScriptedSignal(VerificationMethod.ReverseDns, SignalOutcome.Refutes));
        var who = await ladder.ClassifyAsync(Request(Googlebot));
        Assert.Equal(IdentityVerdict.Unverifiable, who.Identity);
        Assert.Contains("failed", who.Evidence[0].Detail);
    }

    [Theory]
    [InlineData("104.16.1.2")]
    [InlineData("151.101.1.2")]
    [InlineData("::ffff:104.16.1.2")]
    public async Task Behind_a_proxy_network_that_is_not_trusted_nobodys_address_is_known(string address)
    {
        var signal = new ScriptedSignal(VerificationMethod.IpRange, SignalOutcome.Refutes);
        var context = Request(Googlebot);
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        await Ladders.Create(Gate, signal).ClassifyAsync(context);
        Assert.Null(signal.Client);

        context.Connection.RemoteIpAddress = IPAddress.Parse("66.249.66.1");
        await Ladders.Create(Gate, signal).ClassifyAsync(context);
        Assert.Equal(context.Connection.RemoteIpAddress, signal.Client);
    }

    [Theory]
    [InlineData(Firefox, ClientKind.Browser)]
    [InlineData("curl-like thing", ClientKind.Unknown)]
    [InlineData("", ClientKind.Unknown)]
    public async Task Whoever_names_no_crawler_is_unclaimed(string userAgent, ClientKind kind)
    {
        var who = await Ladders.Create(Gate).ClassifyAsync(Request(userAgent));
        Assert.Equal((kind, IdentityVerdict.Unclaimed), (who.Kind, who.Identity));
        Assert.Null(who.Crawler);
    }

    [Theory]
    [InlineData(Firefox)]
    [InlineData(Googlebot)]
    [InlineData("Mozilla/5.0 (compatible; GPTBot/1.3; +https://openai.com/gptbot)")]
    [InlineData("something unheard of")]
    public void Classifying_allocates_nothing(string userAgent)
    {
        var ladder = Ladders.Create(Gate, new ScriptedSignal(VerificationMethod.IpRange, SignalOutcome.Unknown), new ScriptedSignal(VerificationMethod.ReverseDns, SignalOutcome.Refutes));
        var context = Request(userAgent);
        Allocation.AssertNone(() => Assert.True(ladder.ClassifyAsync(context).IsCompletedSuccessfully));
    }

    [Fact]
    public void More_signals_than_there_is_room_for_are_refused_at_start() =>
        Assert.Throws<InvalidOperationException>(() => Ladders.Create(Gate, [.. Enumerable.Repeat(new ScriptedSignal(VerificationMethod.IpRange, null), Findings.Capacity)]));

    private static DefaultHttpContext Request(string userAgent)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.UserAgent = userAgent;
        context.Request.Headers.Accept = "text/html";
        context.Connection.RemoteIpAddress = IPAddress.Parse("66.249.66.1");
        return context;
    }

    private sealed class ScriptedSignal(VerificationMethod method, SignalOutcome? outcome, bool isAsync = false) : ICrawlerSignal
    {
        private readonly Evidence? _evidence = outcome is { } what ? new Evidence(method, what, "scripted") : null;

        public VerificationMethod Method => method;

        public int Asked { get; private set; }

        public IPAddress? Client { get; private set; }

        public ValueTask<Evidence?> JudgeAsync(HttpContext context, Crawler claimed, IPAddress? client)
        {
            Asked++;
            Client = client;
            return isAsync ? LaterAsync() : new ValueTask<Evidence?>(_evidence);
        }

        private async ValueTask<Evidence?> LaterAsync()
        {
            await Task.Yield();
            return _evidence;
        }
    }

    private sealed class ThrowingSignal(bool isAsync) : ICrawlerSignal
    {
        public VerificationMethod Method => VerificationMethod.IpRange;

        public ValueTask<Evidence?> JudgeAsync(HttpContext context, Crawler claimed, IPAddress? client) =>
            isAsync ? new ValueTask<Evidence?>(Task.FromException<Evidence?>(new NotSupportedException())) : throw new NotSupportedException();
    }
}
