using System.Text.Json;
using CrawlGate.AspNetCore;
using CrawlGate.DevChain;
using Microsoft.Playwright;

namespace CrawlGate.IntegrationTests;

[Collection(nameof(BrowserCollection))]
public sealed class PagesInBrowserTests(ChromiumFixture chromium) : IAsyncLifetime
{
    private PageServer _server = null!;

    public async Task InitializeAsync() => _server = await PageServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("en", ColorScheme.Light)]
    [InlineData("en", ColorScheme.Dark)]
    [InlineData("de", ColorScheme.Light)]
    [InlineData("ar", ColorScheme.Light)]
    [InlineData("he", ColorScheme.Dark)]
    [InlineData("ja", ColorScheme.Dark)]
    public async Task P60_No_page_violates_WCAG_as_far_as_axe_can_tell(string language, ColorScheme colors)
    {
        var axe = await File.ReadAllTextAsync(Path.Combine(await NodePackages.EnsureAsync("personhood"), "node_modules", "axe-core", "axe.min.js"));
        await using var browser = await WatchedPage.OpenAsync(chromium, language, colors, bypassPolicy: true);
        foreach (var name in PageServer.Names)
        {
            await GoAsync(browser, name);
            await browser.Page.EvaluateAsync(axe);

            // The rule knows nothing of the link that stops the reloading; with that followed it applies again.
            var result = await browser.Page.EvaluateAsync<JsonElement>(
                """
                async ignored => {
                  const result = await axe.run(document, {
                    runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
                    rules: Object.fromEntries(ignored.map(rule => [rule, { enabled: false }])),
                  });
                  return { passed: result.passes.length, violations: result.violations.map(v => v.id + ": " + v.nodes.map(n => n.html + " " + n.failureSummary).join("; ")) };
                }
                """,
                name == "wait" ? ["meta-refresh"] : Array.Empty<string>());
            Assert.True(result.GetProperty("passed").GetInt32() > 10, name);
            Assert.Equal((name, ""), (name, string.Join('\n', result.GetProperty("violations").EnumerateArray().Select(violation => violation.GetString()))));
            await SaveAsync(browser, $"{name}-{language}-{colors.ToString().ToLowerInvariant()}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task P60_Every_page_obeys_its_own_policy_and_loads_nothing_from_elsewhere(bool script)
    {
        await using var browser = await WatchedPage.OpenAsync(chromium, script: script);
        foreach (var name in PageServer.Names)
            await GoAsync(browser, name);
        await browser.Page.GotoAsync(new Uri(_server.Url, HumanPaths.Page + "?to=%2Fread-on").AbsoluteUri);
        browser.AssertQuiet(_server.Url, _server.BridgeUrl);
    }

    [Fact]
    public async Task An_inline_script_or_another_sites_picture_would_be_noticed()
    {
        await using var browser = await WatchedPage.OpenAsync(chromium);
        await GoAsync(browser, "refusal");
        await browser.Page.EvaluateAsync("document.body.appendChild(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))");
        Assert.Null(await browser.Page.EvaluateAsync<int?>("window.ran ?? null"));
        Assert.ThrowsAny<Exception>(() => browser.AssertQuiet(_server.Url));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    [InlineData("he")]
    [InlineData("zh")]
    public async Task Pages_fit_into_320_pixels(string language)
    {
        await using var browser = await WatchedPage.OpenAsync(chromium, language, width: 320);
        foreach (var name in PageServer.Names)
        {
            await GoAsync(browser, name);
            Assert.Equal((name, 320), (name, await browser.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")));
            if (language is "de" or "he")
                await SaveAsync(browser, $"{name}-{language}-narrow");
        }
    }

    [Fact]
    public async Task Everything_that_can_be_used_is_reached_by_the_keyboard_in_the_order_of_the_page_and_seen()
    {
        await using var browser = await WatchedPage.OpenAsync(chromium);
        foreach (var name in (string[])["challenge", "quote-person", "stopped"])
        {
            await GoAsync(browser, name);
            var usable = await browser.Page.EvaluateAsync<int>("[...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea')].filter(e => e.checkVisibility()).length");
            for (var i = 0; i < usable; i++)
            {
                await browser.Page.Keyboard.PressAsync("Tab");
                var (index, outline) = await FocusAsync(browser.Page);
                Assert.Equal((name, i), (name, index));
                Assert.Equal("solid", outline);
            }
        }
    }

    [Fact]
    public async Task P60_Without_script_a_proof_is_sent_and_one_reads_on()
    {
        await using var browser = await WatchedPage.OpenAsync(chromium, script: false);
        var page = browser.Page;
        await GoAsync(browser, "quote-person");
        await page.GetByRole(AriaRole.Link, new() { Name = "Show that you are a person" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "עברית" }).ClickAsync();
        Assert.Equal("rtl", await page.Locator("html").GetAttributeAsync("dir"));
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await page.GetByLabel("Proof", new() { Exact = true }).FillAsync("{\"proof\":1}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the proof" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("The page itself");
        Assert.Equal(new Dictionary<string, string> { ["provider"] = "semaphore", ["to"] = "/read-on", ["proof"] = "{\"proof\":1}" }, _server.Posted["verify"]);

        await page.GotoAsync(new Uri(_server.Url, HumanPaths.Page + "?to=%2Fread-on").AbsoluteUri);
        await page.GetByLabel("Which browser is this?").SelectOptionAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue with World ID" }).ClickAsync();
        Assert.Equal(new Dictionary<string, string> { ["provider"] = "worldid", ["to"] = "/read-on", ["slot"] = "2" }, _server.Posted["worldid/start"]);
        await Assertions.Expect(page.GetByRole(AriaRole.Img)).ToHaveAccessibleNameAsync("QR code that opens World App; the same link is below");
        await page.GetByRole(AriaRole.Link, new() { Name = "Choose another way" }).ClickAsync();
        await page.GetByLabel("Address of the wallet").FillAsync(PageServer.Address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the text to sign" }).ClickAsync();
        await page.GetByLabel("Signature", new() { Exact = true }).FillAsync("0x01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the signature" }).ClickAsync();
        Assert.Equal(("wallet", "0x01", PageServer.Address), (_server.Posted["verify"]["provider"], _server.Posted["verify"]["signature"], _server.Posted["verify"]["address"]));
        browser.AssertQuiet(_server.Url);
    }

    [Fact]
    public async Task A_failed_proof_has_the_focus_and_its_link_leads_to_the_field()
    {
        await using var browser = await WatchedPage.OpenAsync(chromium, script: false);
        await GoAsync(browser, "failed");
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "Go to the field" }).ClickAsync();
        var field = browser.Page.GetByLabel("Proof", new() { Exact = true });
        await Assertions.Expect(field).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(field).ToHaveAccessibleDescriptionAsync($"{PageLanguages.English["failure.invalid_proof"]} {PageLanguages.English["semaphore.hint"]}");
    }

    [Fact]
    public async Task A_wallet_in_the_browser_fills_in_the_form()
    {
        await using var browser = await WatchedPage.OpenAsync(chromium);
        await browser.Page.AddInitScriptAsync(
            $$"""
            window.ethereum = { request: async ({ method, params }) => method === "personal_sign" ? "0x" + params[0].length.toString(16) + params[0].slice(2) + params[1].slice(2) : ["{{PageServer.Address}}"] };
            """);
        await browser.Page.GotoAsync(new Uri(_server.Url, HumanPaths.Page + "?to=%2Fread-on").AbsoluteUri);
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Use the wallet in this browser" }).ClickAsync();
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Sign with the wallet in this browser" }).ClickAsync();
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("The page itself");
        Assert.Equal(PageServer.Address, _server.Posted["wallet"]["address"]);
        var text = Convert.ToHexStringLower("site.example wants you to sign in.\n\nNonce: 7Qq"u8);
        Assert.Equal($"0x{text.Length + 2:x}{text}{PageServer.Address[2..]}", _server.Posted["verify"]["signature"]);
        browser.AssertQuiet(_server.Url);
    }

    [Fact]
    public async Task IDKit_asks_the_app_from_the_page_and_the_proof_is_sent()
    {
        await using var browser = await WatchedPage.OpenAsync(chromium);
        var page = browser.Page;
        await page.GotoAsync(new Uri(_server.Url, HumanPaths.Page + "?to=%2Fread-on").AbsoluteUri);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue with World ID" }).ClickAsync();
        var open = page.GetByRole(AriaRole.Link, new() { Name = "Open World App" });
        await Assertions.Expect(open).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Img)).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<int>("document.querySelector('img').naturalWidth") > 0);
        await SaveAsync(browser, "idkit-en-light");
        BridgeDouble.Confirm((await open.GetAttributeAsync("href"))!);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("The page itself", new() { Timeout = 15_000 });
        using var sent = JsonDocument.Parse(_server.Posted["verify"]["json"]);
        Assert.Equal(("worldid", "/read-on"), (sent.RootElement.GetProperty("provider").GetString(), sent.RootElement.GetProperty("to").GetString()));
        Assert.Equal("4.0", sent.RootElement.GetProperty("result").GetProperty("protocol_version").GetString());
        Assert.Equal("1", _server.Posted["worldid/request"]["slot"]);
        browser.AssertQuiet(_server.Url, _server.BridgeUrl);
    }

    [Fact]
    public async Task Who_declines_or_cancels_in_the_app_can_try_again()
    {
        await using var browser = await WatchedPage.OpenAsync(chromium);
        var page = browser.Page;
        await page.GotoAsync(new Uri(_server.Url, HumanPaths.Page + "?to=%2Fread-on").AbsoluteUri);
        var start = page.GetByRole(AriaRole.Button, new() { Name = "Continue with World ID" });
        var open = page.GetByRole(AriaRole.Link, new() { Name = "Open World App" });
        await start.ClickAsync();
        await Assertions.Expect(open).ToBeFocusedAsync();
        BridgeDouble.Decline((await open.GetAttributeAsync("href"))!);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("World App did not confirm. Please try again.", new() { Timeout = 15_000 });
        await Assertions.Expect(start).ToBeFocusedAsync();
        await start.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(start).ToBeFocusedAsync(new() { Timeout = 15_000 });
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeHiddenAsync();
    }

    private async Task GoAsync(WatchedPage browser, string name) =>
        await browser.Page.GotoAsync(new Uri(_server.Url, "pages/" + name).AbsoluteUri, new() { WaitUntil = WaitUntilState.Load });

    private static async Task<(int Index, string Outline)> FocusAsync(IPage page)
    {
        var focus = await page.EvaluateAsync<JsonElement>(
            """
            () => {
              const usable = [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea')].filter(e => e.checkVisibility());
              return { index: usable.indexOf(document.activeElement), outline: getComputedStyle(document.activeElement).outlineStyle };
            }
            """);
        return (focus.GetProperty("index").GetInt32(), focus.GetProperty("outline").GetString()!);
    }

    private static async Task SaveAsync(WatchedPage browser, string name) =>
        await browser.Page.ScreenshotAsync(new() { Path = RepositoryRoot.Combine("tests", "CrawlGate.IntegrationTests", "Browser", "shots", name + ".png"), FullPage = true });
}
