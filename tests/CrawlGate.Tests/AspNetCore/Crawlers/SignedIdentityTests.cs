using System.Net;
using CrawlGate.AspNetCore;
using CrawlGate.Tests.WebBotAuth;
using CrawlGate.WebBotAuth;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>What a signature that proves nothing says about the crawler that the User-Agent names.</summary>
public sealed class SignedIdentityTests
{
    private const string GoogleAgent = "https://agent.bot.goog";
    private const string Stranger = "https://signer.example";

    private static readonly GateSnapshot Gate = GatePolicies.Compile();

    [Theory]
    [InlineData(GoogleAgent, "down", SignalOutcome.Refutes, IdentityVerdict.Unverifiable)]
    [InlineData(GoogleAgent, "down", null, IdentityVerdict.Unverifiable)]
    [InlineData(GoogleAgent, "unlisted", SignalOutcome.Refutes, IdentityVerdict.Spoofed)]
    [InlineData(GoogleAgent, "unlisted", null, IdentityVerdict.Unverifiable)]
    [InlineData(GoogleAgent, "spoilt", SignalOutcome.Refutes, IdentityVerdict.Spoofed)]
    [InlineData(GoogleAgent, "spoilt", SignalOutcome.Unknown, IdentityVerdict.Unverifiable)]
    [InlineData(GoogleAgent, "spoilt", SignalOutcome.Confirms, IdentityVerdict.Verified)]
    [InlineData(GoogleAgent, "spoilt", null, IdentityVerdict.Spoofed)]
    [InlineData(GoogleAgent, "genuine", SignalOutcome.Refutes, IdentityVerdict.Verified)]
    public async Task A_crawlers_own_keys_speak_for_it_and_against_it(string agent, string keys, SignalOutcome? address, IdentityVerdict verdict) =>
        Assert.Equal(verdict, (await ClassifyAsync("Google-Agent", agent, keys, address)).Identity);

    [Theory]
    [InlineData("Google-Agent", Stranger, "down")]
    [InlineData("Google-Agent", Stranger, "unlisted")]
    [InlineData("Google-Agent", Stranger, "spoilt")]
    [InlineData("Googlebot", Stranger, "down")]
    [InlineData("Googlebot", GoogleAgent, "down")]
    [InlineData("Googlebot", GoogleAgent, "spoilt")]
    public async Task Somebody_elses_failed_signature_neither_shields_an_impostor_nor_makes_one(string crawler, string agent, string keys)
    {
        foreach (var (address, verdict) in ((SignalOutcome?, IdentityVerdict)[])
        [
            (SignalOutcome.Refutes, IdentityVerdict.Spoofed), (SignalOutcome.Unknown, IdentityVerdict.Unverifiable), (SignalOutcome.Confirms, IdentityVerdict.Verified), (null, IdentityVerdict.Unverifiable),
        ])
        {
            var who = await ClassifyAsync(crawler, agent, keys, address);
            Assert.Equal((crawler, verdict), (who.Crawler?.Token, who.Identity));
            Assert.Equal(VerificationMethod.WebBotAuth, who.Evidence[0].Method);
        }
    }

    [Theory]
    [InlineData("sig1=(\"@method\");tag=\"ours\"", "site.example")]
    [InlineData("sig1=(\"@method\");tag=\"ours\"", "elsewhere.example")]
    [InlineData("((((", "site.example")]
    public async Task A_signature_of_another_use_makes_nobody_a_crawler_well_formed_or_not(string input, string host)
    {
        var context = new DefaultHttpContext();
        context.Request.Host = new HostString(host);
        context.Request.Headers.UserAgent = "something unheard of";
        context.Request.Headers["Signature-Input"] = input;
        Assert.Same(RequestClassification.Unclaimed, await Ladders.Create(Gate).ClassifyAsync(context));
    }

    private static async Task<RequestClassification> ClassifyAsync(string crawler, string agent, string keys, SignalOutcome? address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://site.example/page");
        new WebBotAuthSigner(TestKeys.Ed25519Private, new SignatureAgent(new Uri(agent))).Sign(request);
        var context = new DefaultHttpContext();
        context.Request.Host = new HostString("site.example");
        context.Request.Headers.UserAgent = $"Mozilla/5.0 (compatible; {crawler}/1.0)";
        foreach (var (name, value) in request.Headers.NonValidated)
            context.Request.Headers[name] = value.ToString();
        if (keys == "spoilt")
            context.Request.Headers["Signature"] = $"sig1=:{Convert.ToBase64String(new byte[64])}:";

        KeyLookup lookup = keys switch
        {
            "down" => new KeyLookup.Unavailable("down"),
            "unlisted" => new KeyLookup.NotListed(),
            _ => new KeyLookup.Found(TestKeys.Ed25519Public),
        };
        return await Ladders.Create(Gate, new Directory(lookup), address is { } outcome ? [new AddressSignal(outcome)] : []).ClassifyAsync(context);
    }

    private sealed class Directory(KeyLookup lookup) : ISignatureKeyDirectory
    {
        public ValueTask<KeyLookup> FindAsync(SignatureAgent agent, string keyId, CancellationToken cancellationToken) => new(lookup);
    }

    private sealed class AddressSignal(SignalOutcome outcome) : ICrawlerSignal
    {
        private readonly Evidence _evidence = new(VerificationMethod.IpRange, outcome, "scripted");

        public VerificationMethod Method => VerificationMethod.IpRange;

        public ValueTask<Evidence?> JudgeAsync(HttpContext context, Crawler claimed, IPAddress? client) => new(_evidence);
    }
}
