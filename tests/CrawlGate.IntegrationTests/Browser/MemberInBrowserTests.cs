using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.DevChain;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace CrawlGate.IntegrationTests;

/// <summary>A person with a browser, the real gateway, and a proof of the real prover.</summary>
[Collection(nameof(BrowserCollection))]
public sealed class MemberInBrowserTests(ChromiumFixture chromium, ITestOutputHelper output) : IAsyncLifetime
{
    private const int FreePages = 4;

    private Anvil _chain = null!;
    private SemaphoreProver _prover = null!;

    public async Task InitializeAsync()
    {
        var prover = SemaphoreProver.StartAsync();
        _chain = await Anvil.StartAsync();
        await _chain.InstallUsdcAsync();
        _prover = await prover;
    }

    public async Task DisposeAsync()
    {
        await _prover.DisposeAsync();
        await _chain.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task P60_A_person_meets_the_challenge_passes_reads_on_exhausts_the_budget_and_sees_the_offer(bool script)
    {
        var budget = new JsonObject { ["PerMinute"] = 1, ["Burst"] = FreePages, ["PerDay"] = 100, ["NetworkSwitchCost"] = 1 };
        await using var site = await MemberSite.StartAsync(_prover, budget, chain: _chain);
        await using var browser = await WatchedPage.OpenAsync(chromium, script: script);
        var page = browser.Page;

        var met = await page.GotoAsync(new Uri(site.Url, "/paid").AbsoluteUri);
        Assert.Equal(402, met!.Status);
        await page.GetByRole(AriaRole.Link, new() { Name = "Show that you are a person" }).ClickAsync();
        var proof = await _prover.ProveAsync("alice", site.Members, await page.Locator("#semaphore-message").InputValueAsync(), await page.Locator("#semaphore-scope").InputValueAsync(), 2);
        await page.GetByLabel("Proof", new() { Exact = true }).FillAsync(proof);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the proof" }).ClickAsync();
        Assert.Equal(new Uri(site.Url, "/paid").AbsoluteUri, page.Url);
        Assert.Contains(TestOrigin.Marker, await page.ContentAsync(), StringComparison.Ordinal);

        var statuses = new List<int>();
        for (var i = 0; i < FreePages; i++)
            statuses.Add((await page.GotoAsync(new Uri(site.Url, $"/paid?page={i}").AbsoluteUri))!.Status);
        output.WriteLine(string.Join(' ', statuses));
        Assert.Equal([.. Enumerable.Repeat(200, FreePages - 1), 402], statuses);
        await Assertions.Expect(page.Locator("#notice-title")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("$0.001")).ToBeVisibleAsync();

        var cookie = Assert.Single(await page.Context.CookiesAsync(), cookie => cookie.Name == PassCookie.Name);
        Assert.True(cookie is { HttpOnly: true, Secure: true, SameSite: SameSiteAttribute.Lax, Path: "/" });
    }
}
