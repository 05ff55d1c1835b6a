using System.Net;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Personhood;
using CrawlGate.Tests.Ethereum;
using CrawlGate.Tests.Personhood;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.Tests.AspNetCore;

public sealed class AgentGateTests
{
    [Fact]
    public async Task Every_price_asks_agents_with_a_nonce_of_its_own_and_no_payment_has_to_echo_it()
    {
        await using var site = await AgentSite.StartAsync(agents => agents.Mode = "free", options => (options.PaymentIdentifier, options.AcceptV1) = ("optional", false));
        var (one, other) = (await site.QuoteAsync("/page?x=1"), await site.QuoteAsync("/page?x=1"));
        var (info, otherInfo) = (one["extensions"]!["agentkit"]!["info"]!, other["extensions"]!["agentkit"]!["info"]!);
        Assert.Equal(("site.example", "https://site.example/page?x=1"), ((string?)info["domain"], (string?)info["uri"]));
        Assert.NotEqual((string?)info["nonce"], (string?)otherInfo["nonce"]);
        Assert.Equal("free", (string?)one["extensions"]!["agentkit"]!["mode"]!["type"]);
        Assert.NotNull(one["extensions"]!["payment-identifier"]);

        using var body = await site.GetAsync("/page");
        Assert.NotNull(JsonNode.Parse(await body.Content.ReadAsStringAsync())!["extensions"]!["agentkit"]!["info"]!["nonce"]);

        using var paid = await site.GetAsync("/page", await AgentSite.PayAsync(one));
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
    }

    [Fact]
    public async Task P37_An_agent_with_a_person_behind_it_is_served_once_for_each_nonce()
    {
        await using var site = await AgentSite.StartAsync(agents => agents.Mode = "free");
        var agent = await site.AgentAsync();
        using var served = await site.GetAsync("/page?other=query", agent);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        Assert.Equal("no-store, private", served.Headers.CacheControl!.ToString());
        Assert.Contains(AgentKitHeader.Name, served.Headers.Vary);
        Assert.Equal("high", site.Seen![HumanGate.LevelHeader]);

        AgentSite.Quote(await site.GetAsync("/page", agent));
        AgentSite.Quote(await site.GetAsync("/other", await site.AgentAsync()));
        Assert.Equal(0, site.Host.Facilitator.Settlements);
    }

    [Theory]
    [InlineData("nonce", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("uri", "https://site.example/other")]
    [InlineData("uri", "https://site.example:8443/page")]
    [InlineData("uri", "https://evil.example/page")]
    [InlineData("domain", "evil.example")]
    [InlineData("issuedAt", "2036-01-01T00:00:00.000Z")]
    [InlineData("issuedAt", "2020-01-01T00:00:00.000Z")]
    [InlineData("expirationTime", "2020-01-01T00:00:00.000Z")]
    [InlineData("notBefore", "2036-01-01T00:00:00.000Z")]
    [InlineData("statement", "Hello\n\nURI: https://evil.example/")]
    [InlineData("chainId", "eip155:1")]
    [InlineData("type", "ed25519")]
    public async Task P39_Whatever_is_wrong_with_a_header_it_is_the_price_as_for_everybody(string member, string value)
    {
        await using var site = await AgentSite.StartAsync(agents => agents.Mode = "free");
        AgentSite.Quote(await site.GetAsync("/page", await site.AgentAsync(change: payload => payload[member] = value)));
    }

    [Fact]
    public async Task P39_Garbage_is_the_price_as_for_everybody()
    {
        await using var site = await AgentSite.StartAsync(agents => agents.Mode = "free");
        var agent = await site.AgentAsync();
        foreach (var value in (string[])["x", "%%%", "e30=", Convert.ToBase64String("[]"u8), new string('A', 9000)])
            AgentSite.Quote(await site.GetAsync("/page", (AgentKitHeader.Name, value)));
        AgentSite.Quote(await site.GetAsync("/page", agent, agent));

        var lower = await AgentStand.SignAsync((await site.QuoteAsync())["extensions"]!["agentkit"]!.AsObject(), AgentStand.Agent, payload => payload["address"] = ((string)payload["address"]!).ToLowerInvariant());
        AgentSite.Quote(await site.GetAsync("/page", (AgentKitHeader.Name, AgentStand.Encode(lower))));
    }

    [Fact]
    public async Task Nobody_registered_nobody_served()
    {
        await using var site = await AgentSite.StartAsync(agents => agents.Mode = "free");
        site.Node.Script["eth_call"] = (_, _) => Task.FromResult<JsonNode?>("0x" + new string('0', 64));
        AgentSite.Quote(await site.GetAsync("/page", await site.AgentAsync()));
    }

    [Fact]
    public async Task P40_Fifty_uses_at_once_by_two_agents_of_one_person_are_as_many_as_allowed()
    {
        const int Uses = 7;
        await using var site = await AgentSite.StartAsync(agents => (agents.Mode, agents.Uses) = ("free-trial", Uses));
        var two = new[] { AgentSite.NewAgent(), AgentSite.NewAgent() };
        var headers = new List<(string, string)>();
        for (var i = 0; i < 50; i++)
            headers.Add(await site.AgentAsync(agent: two[i % 2]));

        var answers = await Task.WhenAll(headers.Select(header => Task.Run(async () =>
        {
            using var response = await site.GetAsync("/page", header);
            return response.StatusCode;
        })));
        Assert.Equal(Uses, answers.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(50 - Uses, answers.Count(status => status == HttpStatusCode.PaymentRequired));

        // Another spelling is no other page; another page is.
        AgentSite.Quote(await site.GetAsync("/Page/", await site.AgentAsync("/Page/")));
        using var elsewhere = await site.GetAsync("/other", await site.AgentAsync("/other"));
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
    }

    [Fact]
    public async Task P43_A_book_that_does_not_answer_grants_nothing()
    {
        await using var site = await AgentSite.StartAsync(agents => agents.Mode = "free");
        site.Node.Script["eth_call"] = (_, _) => throw new NodeError(-32000, "down");
        AgentSite.Quote(await site.GetAsync("/page", await site.AgentAsync()));
        site.Node.Script["eth_call"] = (_, context) =>
        {
            context.Abort();
            return Task.FromResult<JsonNode?>(null);
        };
        AgentSite.Quote(await site.GetAsync("/page", await site.AgentAsync()));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_grants_nothing()
    {
        WatchedStore? store = null;
        await using var site = await AgentSite.StartAsync(
            agents => agents.Mode = "free",
            services: services => services.AddSingleton<IEphemeralStore>(store = new WatchedStore(new MemoryEphemeralStore(TimeProvider.System))));
        var agent = await site.AgentAsync();
        store!.IsAway = true;
        AgentSite.Quote(await site.GetAsync("/page", agent));
        store.IsAway = false;
        using var served = await site.GetAsync("/page", agent);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task While_the_keys_cannot_be_had_prices_are_told_without_asking()
    {
        var store = new WatchedStore(new MemoryEphemeralStore(TimeProvider.System)) { IsAway = true };
        await using var site = await AgentSite.StartAsync(agents => agents.Mode = "free", services: services => services.AddSingleton<IEphemeralStore>(store));
        Assert.Null((await site.QuoteAsync())["extensions"]);
    }

    [Theory]
    [InlineData("block", HttpStatusCode.Forbidden)]
    [InlineData("ratelimit", HttpStatusCode.OK)]
    [InlineData("charge", HttpStatusCode.OK)]
    public async Task Who_is_slowed_down_is_served_and_who_is_blocked_is_not(string action, HttpStatusCode expected)
    {
        await using var site = await AgentSite.StartAsync(agents => agents.Mode = "free", options => options.Rules.Add(new RuleOptions
        {
            Action = action,
            PerMinute = action == "ratelimit" ? 1 : null,
            When = new RuleConditionOptions { Path = ["/page"] },
        }));
        // What is not sold has no offer: the agent was asked at a price, with the same words.
        var nonces = await site.QuoteAsync("/other");
        Assert.NotNull(nonces);
        using var first = await site.GetAsync("/page");
        var header = action == "charge" ? await AgentSite.SignAsync(AgentSite.Quote(first)) : (AgentKitHeader.Name, await OfferAsync(site));
        using var response = await site.GetAsync("/page", header);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Nothing_of_agent_or_person_is_logged()
    {
        await using var site = await AgentSite.StartAsync(agents => (agents.Mode, agents.Uses) = ("free-trial", 1));
        var quote = await site.QuoteAsync();
        using var served = await site.GetAsync("/page", await AgentSite.SignAsync(quote));
        using var refused = await site.GetAsync("/page", await site.AgentAsync());
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.PaymentRequired], [served.StatusCode, refused.StatusCode]);

        var log = string.Join('\n', site.Log.Lines.Select(line => line.Text));
        foreach (var secret in (string[])["c0ffee42", AgentStand.Agent.Address.ToString(), (string)quote["extensions"]!["agentkit"]!["info"]!["nonce"]!])
            Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void What_agents_sign_for_the_gate_is_not_handed_on()
    {
        var headers = new HeaderDictionary { ["AgentKit"] = "x", ["agentkits"] = "y" };
        GuardedHeaders.RemoveFromRequest(headers);
        Assert.Equal(["agentkits"], headers.Keys);
    }

    /// <summary>A header that answers an offer for a page that is not sold now.</summary>
    private static async Task<string> OfferAsync(AgentSite site)
    {
        var weeks = site.Host.Services.GetRequiredService<AgentWeeks>();
        var offers = site.Host.Services.GetRequiredService<AgentOffers>();
        _ = await weeks.GetAsync(CancellationToken.None);
        var info = JsonNode.Parse(offers.Write("https://site.example/page").ToArray());
        return AgentStand.Encode(await AgentStand.SignAsync(new JsonObject { ["info"] = info }, AgentStand.Agent));
    }
}
