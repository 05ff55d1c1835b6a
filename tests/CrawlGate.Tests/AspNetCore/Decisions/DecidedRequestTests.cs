using System.Net;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Decisions as visitors and operators meet them, on a real server.</summary>
public sealed class DecidedRequestTests
{
    private const string Key = "the operator's secret";
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private readonly ScriptedClassifier _classifier = new();
    private readonly LogRecorder _log = new();
    private readonly List<string> _reached = [];
    private string[] _seen = [];

    public static TheoryData<string, int> Refusals => new()
    {
        { "block", 403 }, { "block-418", 418 }, { "ratelimit", 429 }, { "charge", 402 },
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Observing_charges_nobody_refuses_nobody_and_logs_what_would_have_been(bool isSlow)
    {
        _classifier.IsSlow = isSlow;
        await using var site = await StartAsync(options => options.Mode = null);
        using var response = await site.GetAsync("/page", await GateHost.SignAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(GateHost.Protected, await response.Content.ReadAsStringAsync());
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("X-CrawlGate", StringComparison.OrdinalIgnoreCase) || header.Key.StartsWith("PAYMENT", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(0, site.Facilitator.Settlements);
        Assert.Contains("charge 0.001 by rule \"training, agents and assistants\" of policy default (observe): GPTBot, unverifiable", Assert.Single(Decisions));

        _classifier.Who = Visitors.Crawler(identity: IdentityVerdict.Spoofed);
        using var spoofed = await site.GetAsync("/page");
        Assert.Equal(HttpStatusCode.OK, spoofed.StatusCode);
        Assert.Contains("block 403", Decisions[^1]);

        _classifier.Who = Visitors.Browser;
        using var person = await site.GetAsync("/page");
        Assert.Equal(2, Decisions.Count);
    }

    [Fact]
    public async Task Observing_keeps_payments_and_the_operators_key_from_the_origin()
    {
        await using var site = await StartAsync(options => (options.Mode, options.OperatorKey) = ("observe", Key));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/forwarded");
        request.Headers.TryAddWithoutValidation(X402Headers.PaymentSignature, await GateHost.SignAsync());
        request.Headers.TryAddWithoutValidation("X-CrawlGate-Ask", Key);
        using var response = await site.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("Host", _seen);
        Assert.DoesNotContain(X402Headers.PaymentSignature, _seen, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("X-CrawlGate-Ask", _seen, StringComparer.OrdinalIgnoreCase);
        Assert.True(response.Headers.Contains("X-CrawlGate-Would"));
    }

    [Fact]
    public async Task A_start_in_observe_mode_is_warned_of_once_and_loudly()
    {
        await using (await StartAsync(options =>
        {
            options.Mode = "observe";
            options.Policies["shop"] = new PolicyOptions { Mode = "enforce" };
            options.Policies["archive"] = new PolicyOptions();
        }))
        {
            var warning = Assert.Single(_log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains("OBSERVE")).Text;
            Assert.Contains("default, archive", warning);
            Assert.DoesNotContain("shop", warning);
            Assert.Contains("CrawlGate:Mode", warning);
        }

        var quiet = _log.Lines.Count(line => line.Text.Contains("OBSERVE"));
        await using var enforcing = await StartAsync();
        Assert.Equal(quiet, _log.Lines.Count(line => line.Text.Contains("OBSERVE")));
    }

    [Theory]
    [InlineData("observe")]
    [InlineData("enforce")]
    public async Task The_operator_who_asks_hears_the_decision_and_nobody_else_does(string mode)
    {
        await using var site = await StartAsync(options => (options.Mode, options.OperatorKey) = (mode, Key));
        using var asked = await AskAsync(site, "/page", Key);
        var would = asked.Headers.GetValues("X-CrawlGate-Would").Single();
        Assert.Matches("^charge 0\\.001; rule=\"training, agents and assistants\"; identity=unverifiable; decision=[0-9a-z]{13}$", would);
        Assert.StartsWith(would[^13..], Decisions.Single());
        Assert.Equal(mode == "enforce" ? 402 : 200, (int)asked.StatusCode);

        foreach (var wrong in (string[])["", "x", Key + "x", Key[..^1], Key.ToUpperInvariant()])
        {
            using var refused = await AskAsync(site, "/page", wrong);
            Assert.False(refused.Headers.Contains("X-CrawlGate-Would"));
        }

        _classifier.Who = Visitors.Browser;
        using var person = await AskAsync(site, "/page", Key);
        Assert.Equal("allow; rule=\"everybody else\"; identity=unclaimed", person.Headers.GetValues("X-CrawlGate-Would").Single());
        using var robots = await AskAsync(site, "/robots.txt", Key);
        Assert.Equal("allow; rule=\"free path\"; identity=unclaimed", robots.Headers.GetValues("X-CrawlGate-Would").Single());
    }

    [Fact]
    public async Task Without_a_key_nobody_can_ask_and_a_rules_name_cannot_break_the_answer()
    {
        await using (var silent = await StartAsync())
        {
            using var response = await AskAsync(silent, "/page", "");
            Assert.False(response.Headers.Contains("X-CrawlGate-Would"));
        }

        await using var site = await StartAsync(options =>
        {
            options.OperatorKey = Key;
            options.Rules = [new() { Name = "a\"b\\é", Action = "allow" }];
        });
        using var asked = await AskAsync(site, "/page", Key);
        Assert.Equal("allow; rule=\"a?b??\"; identity=unverifiable", asked.Headers.GetValues("X-CrawlGate-Would").Single());
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_has_an_id_in_its_header_its_log_and_its_body_is_never_stored_and_never_tells_search_engines_to_go(string rule, int status)
    {
        await using var site = await StartAsync(options =>
        {
            options.Contact = "<editor>@site.example";
            options.Rules = RulesFor(rule);
        });
        foreach (var person in (bool[])[true, false])
        {
            _classifier.Who = person ? Visitors.Browser : Visitors.Crawler(CrawlerPurpose.Search);
            using var first = rule == "ratelimit" ? await SendAsync(site, person) : null;
            using var response = await SendAsync(site, person);
            var body = await response.Content.ReadAsStringAsync();
            Assert.Equal(status, (int)response.StatusCode);
            Assert.True(response.Headers.CacheControl!.NoStore);
            Assert.DoesNotContain("noindex", body + response.Headers, StringComparison.OrdinalIgnoreCase);
            Assert.False(response.Headers.Contains("X-Robots-Tag"));
            Assert.DoesNotContain(GateHost.Protected, body);
            Assert.Equal(status == 429, response.Headers.RetryAfter is not null);
            var id = response.Headers.GetValues("X-CrawlGate-Decision").Single();
            Assert.StartsWith(id, Decisions[^1]);
            if (person)
            {
                Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
                Assert.Contains($"<code>{id}</code>", body);
                Assert.Contains("&lt;editor&gt;@site.example", body);
            }
            else if (status != 402)
            {
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
                var problem = JsonNode.Parse(body)!;
                Assert.Equal((status, id), ((int)problem["status"]!, (string?)problem["decision"]));
            }
        }

        Assert.DoesNotContain("/page", _reached.Skip(rule == "ratelimit" ? 2 : 0));
    }

    [Fact]
    public async Task An_operators_own_words_are_text_for_programs_and_no_markup_for_people()
    {
        await using var site = await StartAsync(options => options.Rules = [new() { Action = "block", Status = 451, Body = "Not <b>here</b>, friend." }]);
        _classifier.Who = Visitors.Unknown;
        using var program = await SendAsync(site, asBrowser: false);
        Assert.Equal(("text/plain", "Not <b>here</b>, friend."), (program.Content.Headers.ContentType!.MediaType, await program.Content.ReadAsStringAsync()));
        Assert.Equal(451, (int)program.StatusCode);
        using var person = await SendAsync(site, asBrowser: true);
        Assert.Contains("Not &lt;b&gt;here&lt;/b&gt;, friend.", await person.Content.ReadAsStringAsync());
        using var head = await site.SendAsync(HttpMethod.Head, "/page");
        Assert.Equal((451, ""), ((int)head.StatusCode, await head.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_paid_page_bears_the_decisions_id_and_so_does_a_refused_payments_problem()
    {
        await using var site = await StartAsync();
        using var paid = await site.GetAsync("/page", await GateHost.SignAsync());
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
        Assert.StartsWith(paid.Headers.GetValues("X-CrawlGate-Decision").Single(), Decisions[^1]);

        site.Facilitator.Settle = () => new SettleOutcome.Unknown("lost");
        using var lost = await site.GetAsync("/page", await GateHost.SignAsync());
        Assert.Equal(HttpStatusCode.BadGateway, lost.StatusCode);
        Assert.Equal(lost.Headers.GetValues("X-CrawlGate-Decision").Single(), (string?)JsonNode.Parse(await lost.Content.ReadAsStringAsync())!["decision"]);
    }

    [Fact]
    public async Task Free_paths_are_free_for_spoofed_crawlers_too_unless_a_rule_overrides_that()
    {
        await using var site = await StartAsync(options => options.Rules = [new() { When = new() { Path = ["/feed"] }, Action = "block", OverrideFreePaths = true }, new() { Action = "block" }]);
        _classifier.Who = Visitors.Crawler(identity: IdentityVerdict.Spoofed);
        using var robots = await site.GetAsync("/robots.txt");
        using var feed = await site.GetAsync("/feed");
        using var page = await site.GetAsync("/page");
        Assert.Equal((200, 403, 403), ((int)robots.StatusCode, (int)feed.StatusCode, (int)page.StatusCode));
    }

    [Fact]
    public async Task What_is_free_each_day_passes_without_a_payment_and_then_the_price_is_quoted()
    {
        await using var site = await StartAsync(options => options.Rules = [new() { Action = "charge", FreePerDay = 2, Price = "$0.01" }]);
        var statuses = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            using var response = await site.GetAsync("/page");
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([200, 200, 402], statuses);
    }

    [Fact]
    public async Task A_forwarded_target_that_may_be_another_page_meets_the_severest_rule()
    {
        await using var site = await StartAsync(options => options.Rules =
        [
            new() { When = new() { Path = ["/forwarded"] }, Action = "allow" },
            new() { When = new() { Path = ["/forwarded/secret"] }, Action = "block" },
        ]);
        using var plain = await site.GetAsync("/forwarded");
        using var odd = await site.GetAsync("/forwarded//secret");
        Assert.Equal((200, 403), ((int)plain.StatusCode, (int)odd.StatusCode));
    }

    private IReadOnlyList<string> Decisions => _log.Of(DecisionLog.Category);

    private static List<RuleOptions> RulesFor(string rule) => rule switch
    {
        "block" => [new() { Action = "block" }],
        "block-418" => [new() { Action = "block", Status = 418 }],
        "ratelimit" => [new() { Action = "ratelimit", PerMinute = 1 }],
        _ => [new() { Action = "charge" }],
    };

    private static Task<HttpResponseMessage> SendAsync(GateHost site, bool asBrowser)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/page");
        request.Headers.TryAddWithoutValidation("User-Agent", asBrowser ? Browser : "curl/8.5.0");
        request.Headers.TryAddWithoutValidation("Accept", asBrowser ? "text/html,*/*;q=0.8" : "*/*");
        return site.Http.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> AskAsync(GateHost site, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("X-CrawlGate-Ask", key);
        return await site.Http.SendAsync(request);
    }

    private Task<GateHost> StartAsync(Action<CrawlGateOptions>? configure = null) => GateHost.StartAsync(
        app =>
        {
            app.MapGet("/forwarded/{**rest}", Serve).WithMetadata(new PaymentPolicyMetadata("default", IsForwarded: true));
            app.MapMethods("/{page}", ["GET", "HEAD"], Serve).RequirePayment();
        },
        configure,
        services => services.AddSingleton<IRequestClassifier>(_classifier).AddSingleton<ILoggerProvider>(_log));

    private Task Serve(HttpContext context)
    {
        _reached.Add(context.Request.Path);
        // A copy: the server uses the collection again for the next request.
        _seen = [.. context.Request.Headers.Keys];
        return context.Response.WriteAsync(GateHost.Protected);
    }
}
