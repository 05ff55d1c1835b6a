using System.Net;
using CrawlGate.AspNetCore;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Whatever a request holds, working out who sent it neither fails nor is led astray by what has nothing to do with it.</summary>
public sealed class IdentityFuzzTests
{
    private const int Cases = 100_000;

    // They end a word, and are not of what stands in an address before a name.
    private static readonly string[] Before = [" ", "; ", "(", "compatible; ", ",", "+", "é", "\u00ff ", "\t", "\0", ")", "Mozilla/5.0 (X11; ", "(KHTML, like Gecko) ", "\"", "2.0;", "[", "=", "SomeProduct/1.0 "];
    private static readonly string[] After = ["", "/1.0", "/2.1; +https://bots.example/", " ", ";", ")", ",x", ".", ".5", "é", "\0", "\t(", "/", " like Gecko", ":", "\"", "=1", "+", " SomeProduct/1.0", "/ \u00ff"];

    // Nothing of it is of a word, so it cannot spell a token.
    private static readonly string[] Between = [" ", ";", ",", "(", ")", "é", "\u00ff", "\0", "\t", "!", "  ", "=", "+", "\"", "'", "{", "§", "\u200b"];

    private static readonly string[] Browsers =
    [
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36",
        "Opera/9.80 (X11; Linux x86_64) Presto/2.12.388 Version/12.16",
    ];

    private static readonly GateSnapshot Gate = GatePolicies.Compile(options =>
    {
        options.DecisionsLoggedPerSecond = int.MaxValue;
        options.Rules =
        [
            new() { When = new() { Path = ["/press/*", "/*.pdf$"], Purpose = ["search"] }, Action = "allow" },
            new() { When = new() { Path = ["/private/"], Identity = ["spoofed"] }, Action = "block" },
            new() { When = new() { Kind = ["unknown"] }, Action = "ratelimit", PerMinute = 10 },
        ];
    });

    private static readonly IReadOnlyList<Crawler> Crawlers = Gate.Crawlers.Catalogue.Crawlers;

    private readonly IdentityLadder _ladder = Ladders.Create(Gate, new Hash(VerificationMethod.IpRange), new Hash(VerificationMethod.ReverseDns));

    [Fact]
    public void Nothing_that_a_request_holds_makes_anything_throw()
    {
        using var log = new DecisionLog(new LineCheck(), new CurrentGate(Gate), TimeProvider.System);
        ClientAddressResolver[] resolvers = [Resolvers.Create(), Resolvers.Create(header: "X-Real-IP")];
        var proxy = IPAddress.Parse(Resolvers.Proxy);
        Check(noise =>
        {
            var context = noise.Context();
            noise.AddTo(context.Request);
            noise.AddClaimsTo(context.Request);
            foreach (var resolver in resolvers)
                Assert.NotNull(resolver.Resolve(proxy, context.Request.Headers).Address);
            BrowserLikeness.IsLikely(context.Request.Headers, context.Request.IsHttps);

            var who = Classify(context);
            Assert.NotEqual(VerificationMethod.WebBotAuth, who.Method);
            foreach (var policy in Gate.Policies.All)
            {
                foreach (var decision in (AccessDecision[])[policy.Decide(context, who, isFreePath: false), policy.DecideAmbiguous(context, who)])
                    log.Write(context, decision);
            }
        });
    }

    [Fact]
    public void Only_the_user_agent_and_signatures_say_who_it_is() => Check(noise =>
    {
        var userAgent = noise.Next(2) == 0 ? $"Mozilla/5.0 (compatible; {noise.Pick(Crawlers).Token}/1.0)" : noise.Next(2) == 0 ? noise.Pick(Browsers) : noise.Value();
        var plain = noise.Context();
        plain.Request.Headers.UserAgent = userAgent;
        var before = Classify(plain);

        var noisy = new DefaultHttpContext();
        noise.AddTo(noisy.Request);
        noisy.Connection.RemoteIpAddress = plain.Connection.RemoteIpAddress;
        noisy.Request.Headers.UserAgent = userAgent;
        var after = Classify(noisy);

        Assert.Same(before.Crawler, after.Crawler);
        Assert.Equal(before.Identity, after.Identity);
        Assert.Equal(before.Kind == ClientKind.Crawler, after.Kind == ClientKind.Crawler);
    });

    [Fact]
    public void What_stands_around_a_crawlers_name_does_not_hide_it() => Check(noise =>
    {
        var token = noise.Pick(Crawlers).Token;
        var context = noise.Context();
        context.Request.Headers.Accept = "text/html";
        context.Request.Headers.AcceptLanguage = "en";
        context.Request.Headers.UserAgent = Noise(ref noise, Before) + (noise.Next(2) == 0 ? token : token.ToUpperInvariant()) + noise.Pick(After) + " " + Noise(ref noise, Before);

        var who = Classify(context);

        Assert.True(who is { Kind: ClientKind.Crawler, Crawler: not null }, $"'{context.Request.Headers.UserAgent}' hides {token}.");
    });

    [Fact]
    public void What_stands_between_a_browsers_words_makes_it_no_crawler() => Check(noise =>
    {
        var text = noise.Pick(Browsers);
        for (var left = 1 + noise.Next(4); left > 0; left--)
        {
            var at = noise.Next(text.Length + 1);
            while (at < text.Length && at > 0 && TokenIndex.IsWordCharacter(text[at]) && TokenIndex.IsWordCharacter(text[at - 1]))
                at++;
            text = text.Insert(at, noise.Pick(Between));
        }

        AssertNoCrawler(ref noise, text);
    });

    [Fact]
    public void Bytes_within_a_browsers_words_make_it_a_crawler_only_where_they_spell_its_name() => Check(noise =>
    {
        var text = noise.Pick(Browsers);
        for (var left = 1 + noise.Next(4); left > 0; left--)
            text = text.Insert(noise.Next(text.Length + 1), ((char)noise.Next(256)).ToString());
        var context = noise.Context();
        context.Request.Headers.UserAgent = text;

        if (Classify(context).Crawler is { } crawler)
            Assert.Contains(crawler.Token, text, StringComparison.OrdinalIgnoreCase);
    });

    private static string Noise(ref RequestNoise noise, string[] pieces)
    {
        var text = "";
        for (var left = noise.Next(4); left > 0; left--)
            text += noise.Pick(pieces);
        return text;
    }

    private void AssertNoCrawler(ref RequestNoise noise, string userAgent)
    {
        var context = noise.Context();
        context.Request.Headers.UserAgent = userAgent;
        var who = Classify(context);
        Assert.True(who is { Crawler: null, Identity: IdentityVerdict.Unclaimed }, $"'{userAgent}' is taken for {who.Crawler?.Token}.");
    }

    private RequestClassification Classify(HttpContext context)
    {
        var who = _ladder.ClassifyAsync(context);
        Assert.True(who.IsCompletedSuccessfully);
        return who.Result;
    }

    private static void Check(Action<RequestNoise> property) =>
        Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed => property(new RequestNoise(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    /// <summary>Says what depends on the crawler and the address alone.</summary>
    private sealed class Hash(VerificationMethod method) : ICrawlerSignal
    {
        private readonly Evidence?[] _evidence = [null, .. Enum.GetValues<SignalOutcome>().Select(outcome => new Evidence(method, outcome, outcome.ToString()))];

        public VerificationMethod Method => method;

        public ValueTask<Evidence?> JudgeAsync(HttpContext context, Crawler claimed, IPAddress? client) =>
            new(_evidence[(uint)(claimed.Token.Length + (client?.GetHashCode() ?? 0)) % 4]);
    }

    /// <summary>Formats each line, as a log does, and insists that it is one.</summary>
    private sealed class LineCheck : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Assert.False(formatter(state, exception).AsSpan().ContainsAnyInRange('\0', '\u001f'));

        public void Dispose()
        {
        }
    }
}
