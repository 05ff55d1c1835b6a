using System.Net;
using CrawlGate.AspNetCore;
using CrawlGate.X402;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

public sealed class HumanGateTests
{
    [Fact]
    public async Task Without_a_pass_a_challenged_visitor_gets_an_offer_and_a_way_to_prove_to_be_a_person()
    {
        await using var site = await HumanSite.StartAsync();
        using var response = await site.GetAsync("/news?id=7");

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.True(response.Headers.Contains(X402Headers.PaymentRequired));
        Assert.True(response.Headers.Contains(DecisionHeaders.Decision));
        var id = response.Headers.GetValues(DecisionHeaders.Decision).Single();
        Assert.Contains($"href=\"/.crawlgate/human?to=%2Fnews%3Fid%3D7&amp;decision={id}\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_that_asks_for_a_proof_names_the_decision_and_the_operator()
    {
        await using var site = await HumanSite.StartAsync(options => options.Contact = "editor@site.example");
        using var refused = await site.GetAsync("/news");
        var id = refused.Headers.GetValues(DecisionHeaders.Decision).Single();
        using var named = await site.GetAsync($"{HumanPaths.Page}?decision={id}");
        using var made = await site.GetAsync($"{HumanPaths.Page}?decision=zzzzzzzzzzzzz");

        var page = await named.Content.ReadAsStringAsync();
        Assert.Contains(id, page, StringComparison.Ordinal);
        Assert.Contains("editor@site.example", page, StringComparison.Ordinal);
        Assert.DoesNotContain("zzzz", await made.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("w3m/0.5.3+git20230121", "text/html, text/*;q=0.5, image/*", true)]
    [InlineData("Lynx/2.9.0 libwww-FM/2.14", "text/html, text/plain, */*;q=0.01", true)]
    [InlineData("x402-fetch/1.2.0", "*/*", false)]
    [InlineData("GPTBot/1.3", "text/html", false)]
    public async Task A_browser_of_any_name_is_shown_the_way_and_a_program_the_price(string userAgent, string accept, bool isPage)
    {
        await using var site = await HumanSite.StartAsync();
        site.Host.Http.DefaultRequestHeaders.Clear();
        using var response = await site.GetAsync("/news", ("User-Agent", userAgent), ("Accept", accept));

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.True(response.Headers.Contains(X402Headers.PaymentRequired));
        Assert.Equal(isPage, (await response.Content.ReadAsStringAsync()).Contains(HumanPaths.Page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_a_pass_a_person_reads_on_and_pays_nothing()
    {
        await using var site = await HumanSite.StartAsync();
        using var response = await site.GetAsync("/news", ("Cookie", await site.AdmitAsync()));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(GateHost.Protected, await response.Content.ReadAsStringAsync());
        Assert.Equal(0, site.Host.Facilitator.Settlements);
    }

    [Fact]
    public async Task Personhood_comes_before_money_even_when_a_payment_is_brought()
    {
        await using var site = await HumanSite.StartAsync();
        using var response = await site.GetAsync("/news", ("Cookie", await site.AdmitAsync()), (X402Headers.PaymentSignature, await GateHost.SignAsync()));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, site.Host.Facilitator.Settlements);
        Assert.False(response.Headers.Contains(X402Headers.PaymentResponse));
    }

    [Fact]
    public async Task P52_An_exhausted_budget_falls_to_the_offer_with_the_time_to_come_back_and_paying_still_works()
    {
        await using var site = await HumanSite.StartAsync(options => options.Personhood.Budget = new BudgetOptions { PerMinute = 1, Burst = 3, PerDay = 100, NetworkSwitchCost = 1 });
        var pass = await site.AdmitAsync();
        for (var i = 0; i < 3; i++)
        {
            using var page = await site.GetAsync("/news", ("Cookie", pass));
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }

        using var exhausted = await site.GetAsync("/news", ("Cookie", pass));
        Assert.Equal(HttpStatusCode.PaymentRequired, exhausted.StatusCode);
        Assert.True(exhausted.Headers.Contains(X402Headers.PaymentRequired));
        Assert.InRange(exhausted.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);

        using var paid = await site.GetAsync("/news", ("Cookie", pass), (X402Headers.PaymentSignature, await GateHost.SignAsync()));
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
        Assert.Equal(1, site.Host.Facilitator.Settlements);
    }

    [Fact]
    public async Task Images_styles_and_scripts_of_a_page_cost_nothing()
    {
        await using var site = await HumanSite.StartAsync(
            options => options.Personhood.Budget = new BudgetOptions { PerMinute = 1, Burst = 2, PerDay = 100, NetworkSwitchCost = 1 },
            page: context =>
            {
                context.Response.ContentType = context.Request.Path.Value!.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "text/html";
                return context.Response.WriteAsync("x");
            });
        var pass = await site.AdmitAsync();
        for (var i = 0; i < 10; i++)
        {
            using var image = await site.GetAsync("/a.png", ("Cookie", pass));
            Assert.Equal(HttpStatusCode.OK, image.StatusCode);
        }

        using var page = await site.GetAsync("/page", ("Cookie", pass));
        using var last = await site.GetAsync("/page", ("Cookie", pass));
        using var over = await site.GetAsync("/page", ("Cookie", pass));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.PaymentRequired], [page.StatusCode, last.StatusCode, over.StatusCode]);
    }

    [Fact]
    public async Task Where_people_are_free_nothing_is_counted()
    {
        await using var site = await HumanSite.StartAsync(options =>
        {
            options.Humans = "free";
            options.Personhood.Budget = new BudgetOptions { PerMinute = 1, Burst = 1, PerDay = 1, NetworkSwitchCost = 1 };
        });
        var pass = await site.AdmitAsync();
        for (var i = 0; i < 5; i++)
        {
            using var page = await site.GetAsync("/news", ("Cookie", pass));
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }
    }

    [Fact]
    public async Task A_crawler_that_names_itself_pays_whatever_pass_it_carries()
    {
        await using var site = await HumanSite.StartAsync();
        var pass = await site.AdmitAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/news");
        request.Headers.TryAddWithoutValidation("User-Agent", "GPTBot/1.3");
        request.Headers.TryAddWithoutValidation("Cookie", pass);
        using var response = await site.Host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
    }

    [Fact]
    public async Task P55_Only_the_gate_tells_the_site_that_a_person_asks()
    {
        await using var site = await HumanSite.StartAsync();
        using var response = await site.GetAsync("/news", ("Cookie", await site.AdmitAsync(level: PersonhoodLevel.Low)), ("X-CrawlGate-Human", "high"), ("x_crawlgate_human", "high"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("low", site.Seen![HumanGate.LevelHeader]);
        Assert.False(site.Seen.ContainsKey("x_crawlgate_human"));
    }

    [Fact]
    public async Task P56_What_a_person_reads_free_is_kept_by_no_shared_cache()
    {
        await using var site = await HumanSite.StartAsync();
        using var response = await site.GetAsync("/news", ("Cookie", await site.AdmitAsync()));

        Assert.Equal("no-store, private", response.Headers.CacheControl!.ToString());
        Assert.Contains("Cookie", response.Headers.Vary);
    }

    [Fact]
    public async Task A_pass_that_was_given_back_opens_nothing()
    {
        await using var site = await HumanSite.StartAsync();
        var pass = await site.AdmitAsync();
        using var forgotten = await site.PostAsync(HumanPaths.Forget, new FormUrlEncodedContent([]), ("Cookie", pass), ("Origin", HumanSite.Origin));
        Assert.Equal(HttpStatusCode.OK, forgotten.StatusCode);
        Assert.Equal("", HumanSite.CookieOf(forgotten, PassCookie.Name));

        using var after = await site.GetAsync("/news", ("Cookie", pass));
        Assert.Equal(HttpStatusCode.PaymentRequired, after.StatusCode);
    }
}
