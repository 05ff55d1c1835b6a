using System.Net;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Tests.Personhood;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>The way without script, with a server in the bridge's place that says what a test wants; a whole wallet answers in the integration tests.</summary>
public sealed class WorldIdWaitTests
{
    private const string Waiting = """{"status":"initialized","response":null}""";

    [Fact]
    public async Task The_form_opens_a_request_and_sends_the_browser_to_the_page_that_waits()
    {
        await using var stand = await StartAsync();
        using var started = await BeginAsync(stand, "?lang=de");
        Assert.Equal((HttpStatusCode.SeeOther, "/.crawlgate/human/worldid?lang=de"), (started.StatusCode, started.Headers.Location!.OriginalString));
        var cookie = Assert.Single(started.Headers.GetValues("Set-Cookie"), value => value.StartsWith(WorldIdTicketCookie.Name, StringComparison.Ordinal));
        foreach (var flag in (string[])["secure", "httponly", "path=/", "samesite=lax"])
            Assert.Contains(flag, cookie, StringComparison.OrdinalIgnoreCase);

        using var page = await stand.Site.GetAsync(started.Headers.Location.OriginalString, ("Cookie", Cookies(started)));
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("<html lang=\"de\"", html, StringComparison.Ordinal);
        Assert.Contains("https://staging.world.org/verify?t=wld", html, StringComparison.Ordinal);
        Assert.Contains("http-equiv=\"refresh\"", html, StringComparison.Ordinal);
        Assert.Contains("/.crawlgate/human?to=%2Fnews%3Fa%3Db", html, StringComparison.Ordinal);
        Assert.Null(HumanSite.CookieOf(page, PassCookie.Name));

        using var still = await stand.Site.GetAsync(WorldIdQuestions.WaitPath + "?stay=1", ("Cookie", Cookies(started)));
        Assert.DoesNotContain("http-equiv=\"refresh\"", await still.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bridge_is_asked_at_most_once_a_second_and_never_for_HEAD()
    {
        var time = new FixedTime(1_795_000_000);
        await using var stand = await StartAsync(time);
        using var started = await BeginAsync(stand);
        for (var i = 0; i < 3; i++)
        {
            using var page = await stand.Site.GetAsync(WorldIdQuestions.WaitPath, ("Cookie", Cookies(started)));
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }

        Assert.Equal(1, Polls(stand));
        time.Now += TimeSpan.FromSeconds(1);
        using var head = new HttpRequestMessage(HttpMethod.Head, WorldIdQuestions.WaitPath);
        head.Headers.TryAddWithoutValidation("Cookie", Cookies(started));
        using var seen = await stand.Site.Host.Http.SendAsync(head);
        Assert.Equal(1, Polls(stand));
        using var again = await stand.Site.GetAsync(WorldIdQuestions.WaitPath, ("Cookie", Cookies(started)));
        Assert.Equal(2, Polls(stand));
    }

    [Fact]
    public async Task P33_A_bridge_that_is_away_costs_a_moment_and_only_those_who_prove()
    {
        await using var stand = await StartAsync();
        var pass = await stand.Site.AdmitAsync();
        using var started = await BeginAsync(stand);
        stand.Cloud.Answer = CloudServer.Json(500, "{}");

        using var waiting = await stand.Site.GetAsync(WorldIdQuestions.WaitPath, ("Cookie", Cookies(started)));
        using var another = await BeginAsync(stand);
        Assert.Equal([HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable], [waiting.StatusCode, another.StatusCode]);
        Assert.All((HttpResponseMessage[])[waiting, another], response => Assert.NotNull(response.Headers.RetryAfter));
        Assert.Contains("http-equiv=\"refresh\"", await waiting.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", await another.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(200, await stand.ReadAsync(pass));
    }

    [Fact]
    public async Task A_request_that_the_bridge_lost_or_that_took_too_long_leads_back_to_the_page_with_the_reason()
    {
        var time = new FixedTime(1_795_000_000);
        await using var stand = await StartAsync(time);
        using var started = await BeginAsync(stand);
        time.Now += WorldIdQuestions.Lifetime;
        using var late = await stand.Site.GetAsync(WorldIdQuestions.WaitPath, ("Cookie", Cookies(started)));
        time.Now -= WorldIdQuestions.Lifetime;
        stand.Cloud.Answer = CloudServer.Json(404, "null");
        using var lost = await stand.Site.GetAsync(WorldIdQuestions.WaitPath, ("Cookie", Cookies(started)));

        foreach (var answer in (HttpResponseMessage[])[late, lost])
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("<code>expired</code>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal("", HumanSite.CookieOf(answer, WorldIdTicketCookie.Name));
        }
    }

    [Fact]
    public async Task Without_a_ticket_or_with_one_for_another_challenge_nobody_waits()
    {
        await using var stand = await StartAsync();
        using var nothing = await stand.Site.GetAsync(WorldIdQuestions.WaitPath);
        Assert.Equal((HttpStatusCode.SeeOther, "/.crawlgate/human?lang=en"), (nothing.StatusCode, nothing.Headers.Location!.OriginalString));

        using var mine = await BeginAsync(stand);
        using var theirs = await BeginAsync(stand);
        var mixed = $"{ChallengeCookie.Name}={HumanSite.CookieOf(mine, ChallengeCookie.Name)}; {WorldIdTicketCookie.Name}={HumanSite.CookieOf(theirs, WorldIdTicketCookie.Name)}";
        using var refused = await stand.Site.GetAsync(WorldIdQuestions.WaitPath, ("Cookie", mixed));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(0, Polls(stand));
    }

    [Fact]
    public async Task A_challenge_that_was_given_for_the_form_is_the_one_that_the_page_of_a_failure_shows()
    {
        await using var stand = await StartAsync();
        stand.Cloud.Answer = CloudServer.BreakOff;
        using var failed = await stand.Site.PostAsync(WorldIdForm.StartPath, WorldIdStand.Form(("slot", "3"), ("to", "/")), WorldIdStand.Headers(null));

        Assert.Single(failed.Headers.GetValues("Set-Cookie"), value => value.StartsWith(ChallengeCookie.Name, StringComparison.Ordinal));
        Assert.Contains("<option value=\"3\" selected>", await failed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("idkit.global.js", "text/javascript; charset=utf-8")]
    [InlineData("idkit_wasm_bg.wasm", "application/wasm")]
    public async Task IDKits_two_files_are_served_and_may_be_kept(string name, string type)
    {
        await using var stand = await WorldIdStand.StartAsync();
        using var file = await stand.Site.GetAsync($"{HumanPaths.Page}/{name}");
        Assert.Equal((HttpStatusCode.OK, type, "// " + name), (file.StatusCode, file.Content.Headers.ContentType!.ToString(), await file.Content.ReadAsStringAsync()));
        Assert.Equal((true, TimeSpan.FromHours(1)), (file.Headers.CacheControl!.Public, file.Headers.CacheControl.MaxAge));

        using var known = await stand.Site.GetAsync($"{HumanPaths.Page}/{name}", ("If-None-Match", file.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
    }

    [Theory]
    [InlineData("worldid.key")]
    [InlineData("%2e%2e/worldid.key")]
    [InlineData("idkit.global.js/x")]
    [InlineData("idkit.global.js.map")]
    public async Task Nothing_else_of_that_directory_is(string name)
    {
        await using var stand = await WorldIdStand.StartAsync();
        using var response = await stand.Site.GetAsync($"{HumanPaths.Page}/{name}");
        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(WorldIdStand.Key, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_may_run_IDKit_and_talk_to_the_bridge_and_works_without()
    {
        await using var stand = await WorldIdStand.StartAsync();
        using var page = await stand.Site.GetAsync(HumanPaths.Page + "?to=%2Fnews");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self' 'wasm-unsafe-eval'", policy, StringComparison.Ordinal);
        Assert.Contains($"connect-src 'self' {stand.Cloud.Url.GetLeftPart(UriPartial.Authority)}", policy, StringComparison.Ordinal);

        await using var plain = await WorldIdStand.StartAsync(options => options.Personhood.WorldId!.IdKitPath = null);
        using var without = await plain.Site.GetAsync(HumanPaths.Page);
        Assert.DoesNotContain("<script", await without.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var request = await plain.Site.PostAsync(WorldIdForm.RequestPath, WorldIdStand.Form(("slot", "1")), WorldIdStand.Headers(null));
        Assert.Equal(HttpStatusCode.NotFound, request.StatusCode);
    }

    private static async Task<WorldIdStand> StartAsync(TimeProvider? time = null)
    {
        var stand = await WorldIdStand.StartAsync(time: time);
        stand.Cloud.Answer = Bridge;
        return stand;
    }

    private static Task Bridge(HttpContext context) => CloudServer.Json(
        200, HttpMethods.IsPost(context.Request.Method) ? new JsonObject { ["request_id"] = Guid.NewGuid().ToString() }.ToJsonString() : Waiting)(context);

    private static Task<HttpResponseMessage> BeginAsync(WorldIdStand stand, string query = "") =>
        stand.Site.PostAsync(WorldIdForm.StartPath + query, WorldIdStand.Form(("provider", "worldid"), ("slot", "1"), ("to", "/news?a=b")), WorldIdStand.Headers(null));

    private static string Cookies(HttpResponseMessage started) =>
        string.Join("; ", ((string[])[ChallengeCookie.Name, WorldIdTicketCookie.Name]).Select(name => $"{name}={HumanSite.CookieOf(started, name)}"));

    private static int Polls(WorldIdStand stand) => stand.Cloud.Requests.Count(request => request.Path.StartsWith("/response/", StringComparison.Ordinal));
}
