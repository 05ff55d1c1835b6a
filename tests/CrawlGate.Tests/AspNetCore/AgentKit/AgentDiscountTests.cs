using System.Net;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.X402;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Half the price for agents with a person behind them: a page costs 1000 units, or 500.</summary>
public sealed class AgentDiscountTests
{
    [Fact]
    public async Task P41_An_agent_is_told_the_lower_price_and_pays_it_with_the_header_that_it_has()
    {
        await using var site = await StartAsync();
        var agent = await site.AgentAsync();
        var quote = await site.QuoteAsync("/page", agent);
        Assert.Equal("500", Amount(quote));
        Assert.Null(quote["extensions"]!["agentkit"]!["mode"]);

        await AssertServedAsync(site, 1, agent, await AgentSite.PayAsync(quote));
        Assert.Equal("high", site.Seen![HumanGate.LevelHeader]);
    }

    [Fact]
    public async Task P41_A_new_header_will_do_as_well()
    {
        await using var site = await StartAsync();
        var quote = await site.QuoteAsync("/page", await site.AgentAsync());
        await AssertServedAsync(site, 1, await AgentSite.SignAsync(quote), await AgentSite.PayAsync(quote));
    }

    [Fact]
    public async Task P41_The_agent_itself_needs_no_header_to_pay_and_nobody_else_pays_less_without_one()
    {
        await using var site = await StartAsync();
        var agent = AgentSite.NewAgent();
        var quote = await site.QuoteAsync("/page", await site.AgentAsync(agent: agent));
        await AssertServedAsync(site, 1, await AgentSite.PayAsync(quote, agent));

        Assert.Equal("1000", Amount(await site.QuoteAsync("/page", await AgentSite.PayAsync(quote))));
        Assert.Equal("1000", Amount(await site.QuoteAsync("/other", await AgentSite.PayAsync(quote, agent))));
        Assert.Equal("1000", Amount(await site.QuoteAsync()));
    }

    [Fact]
    public async Task P41_A_buyer_that_takes_the_discount_off_itself_echoes_the_full_offer()
    {
        await using var site = await StartAsync();
        var quote = await site.QuoteAsync();
        Assert.Equal("1000", Amount(quote));
        var payment = await AgentSite.PayAsync(quote, amount: 500);
        await AssertServedAsync(site, 1, await AgentSite.SignAsync(quote), payment);

        // It is sold already, and its buyer comes back for it without having to sign again.
        await AssertServedAsync(site, 1, payment);
        Assert.Equal("1000", Amount(await site.QuoteAsync("/page", await AgentSite.PayAsync(quote, amount: 500))));
        Assert.Equal("500", Amount(await site.QuoteAsync("/page", await site.AgentAsync(), await AgentSite.PayAsync(await site.QuoteAsync("/page", await site.AgentAsync()), amount: 499))));
    }

    [Fact]
    public async Task Who_pays_the_full_price_all_the_same_is_served()
    {
        await using var site = await StartAsync();
        var quote = await site.QuoteAsync();
        await AssertServedAsync(site, 1, await AgentSite.SignAsync(quote), await AgentSite.PayAsync(quote));
    }

    [Fact]
    public async Task Each_page_that_is_paid_counts_once_and_then_it_is_the_full_price()
    {
        await using var site = await StartAsync(uses: 2);
        var (one, other) = (await site.AgentAsync(), await site.AgentAsync());
        var quote = await site.QuoteAsync("/page", one);
        _ = await site.QuoteAsync("/page", one);
        _ = await site.QuoteAsync("/page", other);

        var payment = await AgentSite.PayAsync(quote);
        await AssertServedAsync(site, 1, one, payment);
        await AssertServedAsync(site, 1, one, payment);
        await AssertServedAsync(site, 2, one, await AgentSite.PayAsync(quote));
        Assert.Equal("1000", Amount(await site.QuoteAsync("/page", other, await AgentSite.PayAsync(quote))));
        Assert.Equal("1000", Amount(await site.QuoteAsync("/page", await site.AgentAsync())));
        await AssertServedAsync(site, 2, payment);
        Assert.Equal("500", Amount(await site.QuoteAsync("/other", await site.AgentAsync("/other"))));
    }

    [Fact]
    public async Task Thirty_payments_at_once_are_as_many_as_allowed_at_the_lower_price()
    {
        await using var site = await StartAsync(uses: 4);
        var agent = await site.AgentAsync();
        var quote = await site.QuoteAsync("/page", agent);
        var payments = new List<(string, string)>();
        for (var i = 0; i < 30; i++)
            payments.Add(await AgentSite.PayAsync(quote));

        var answers = await Task.WhenAll(payments.Select(payment => Task.Run(async () =>
        {
            using var response = await site.GetAsync("/page", agent, payment);
            return (response.StatusCode, response.StatusCode == HttpStatusCode.OK ? "" : Amount(AgentSite.Quote(response)));
        })));
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(4, site.Host.Facilitator.Settlements);
        Assert.All(answers.Where(answer => answer.StatusCode != HttpStatusCode.OK), answer => Assert.Equal("1000", answer.Item2));
    }

    [Fact]
    public async Task A_payment_that_is_refused_counts_nothing()
    {
        await using var site = await StartAsync(uses: 1);
        var agent = await site.AgentAsync();
        var quote = await site.QuoteAsync("/page", agent);
        site.Host.Facilitator.Verify = () => new VerifyOutcome.Invalid(new VerifyResponse { IsValid = false, InvalidReason = "insufficient_funds" });
        Assert.Equal("500", Amount(await site.QuoteAsync("/page", agent, await AgentSite.PayAsync(quote))));
        site.Host.Facilitator.Verify = () => new VerifyOutcome.Valid(new VerifyResponse { IsValid = true });
        await AssertServedAsync(site, 1, agent, await AgentSite.PayAsync(quote));
    }

    private static Task<AgentSite> StartAsync(int uses = 0) => AgentSite.StartAsync(agents => (agents.Mode, agents.Percent, agents.Uses) = ("discount", 50, uses));

    private static string Amount(JsonObject quote) => (string)quote["accepts"]![0]!["amount"]!;

    private static async Task AssertServedAsync(AgentSite site, int settlements, params (string Name, string Value)[] headers)
    {
        using var response = await site.GetAsync("/page", headers);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(settlements, site.Host.Facilitator.Settlements);
    }
}
