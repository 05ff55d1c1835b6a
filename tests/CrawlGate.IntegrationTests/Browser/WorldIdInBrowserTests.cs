using System.Net;
using System.Web;
using CrawlGate.AspNetCore;
using CrawlGate.DevChain;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace CrawlGate.IntegrationTests;

/// <summary>
/// The real IDKit in a real browser at a real gateway, over a bridge in memory. As everywhere without World's wallets, the proof is made up and a
/// cloud that does not look at its points says yes; everything before that is what it is in use.
/// </summary>
[Collection(nameof(BrowserCollection))]
public sealed class WorldIdInBrowserTests(ChromiumFixture chromium) : IAsyncLifetime
{
    private WebApplication _bridge = null!;
    private WorldCloud _cloud = null!;
    private WorldIdSite _site = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _bridge = builder.Build();
        BridgeDouble.Map(_bridge);
        await _bridge.StartAsync();
        _cloud = await WorldCloud.StartAsync();
        var idKit = Path.Combine(await NodePackages.EnsureAsync("personhood"), "node_modules", "@worldcoin", "idkit-core", "dist");
        _site = await WorldIdSite.StartAsync(new Uri(_bridge.Urls.Single()), _cloud.Url, idKit: idKit);
    }

    public async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        await _cloud.DisposeAsync();
        await _bridge.DisposeAsync();
    }

    [Fact]
    public async Task P23_IDKit_takes_the_gates_question_and_the_gate_takes_IDKits_answer()
    {
        await using var browser = await WatchedPage.OpenAsync(chromium);
        var page = browser.Page;
        await page.GotoAsync(new Uri(_site.Gateway.Url, "/paid").AbsoluteUri);
        await page.GetByRole(AriaRole.Link, new() { Name = "Show that you are a person" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue with World ID" }).ClickAsync();
        var open = page.GetByRole(AriaRole.Link, new() { Name = "Open World App" });
        await Assertions.Expect(open).ToBeFocusedAsync();
        var link = (await open.GetAttributeAsync("href"))!;
        Assert.Equal(_bridge.Urls.Single(), HttpUtility.ParseQueryString(new Uri(link).Query)["b"]);

        BridgeDouble.Confirm(link);
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync(TestOrigin.Marker, new() { Timeout = 15_000 });
        Assert.Equal("/paid", new Uri(page.Url).AbsolutePath);
        var asked = Assert.Single(_cloud.Asked);
        Assert.StartsWith("crawlgate:127.0.0.1:", (string?)asked["action"], StringComparison.Ordinal);
        Assert.Equal("high", _site.Origin.Requests.Last(request => request.Path == "/paid").Headers[HumanGate.LevelHeader]);
        browser.AssertQuiet(_site.Gateway.Url, new Uri(_bridge.Urls.Single()));
    }

    [Fact]
    public async Task A_browser_without_script_waits_on_a_page_that_goes_on_by_itself()
    {
        await using var browser = await WatchedPage.OpenAsync(chromium, script: false);
        var page = browser.Page;
        await page.GotoAsync(new Uri(_site.Gateway.Url, "/.crawlgate/human?to=%2Fpaid&lang=fr").AbsoluteUri);
        await page.Locator("form[data-worldid] button").ClickAsync();
        await page.WaitForURLAsync("**/.crawlgate/human/worldid?lang=fr");
        Assert.Equal("fr", await page.Locator("html").GetAttributeAsync("lang"));

        BridgeDouble.Confirm((await page.Locator("#wait-link").GetAttributeAsync("value"))!);
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync(TestOrigin.Marker, new() { Timeout = 15_000 });
        browser.AssertQuiet(_site.Gateway.Url);
    }
}
