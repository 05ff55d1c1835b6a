using System.Buffers.Text;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.DevChain;
using CrawlGate.Personhood;

namespace CrawlGate.IntegrationTests;

/// <summary>A browser with tokens of the reference implementation, at the real gateway.</summary>
[Collection(SemaphoreCollection.Name)]
public sealed class PrivateTokenJourneyTests(SemaphoreFixture semaphore) : IAsyncLifetime
{
    private const string Issuer = "issuer.example";
    private const string TokenPath = "/.crawlgate/human/pat?to=%2Fpaid";

    private readonly HttpClient _http = new();
    private NodeProcess? _issuer;

    [Fact]
    public async Task P46_P48_A_browser_answers_by_itself_reads_on_and_its_token_counts_once()
    {
        await using var site = await StartAsync();
        var asked = await site.BrowseAsync(TokenPath);
        Assert.Equal(401, asked.Status);
        Assert.Contains("<form", asked.Body, StringComparison.Ordinal);
        var cookie = MemberSite.CookieOf(asked, ChallengeCookie.Name);
        var token = await RedeemAsync(asked.Header("WWW-Authenticate")!);

        var granted = await site.BrowseAsync(TokenPath, cookie, ("Authorization", token));
        Assert.Equal((303, "/paid"), (granted.Status, granted.Header("Location")));
        var pass = MemberSite.CookieOf(granted, PassCookie.Name);
        Assert.Equal(200, (await site.BrowseAsync("/paid", pass)).Status);
        Assert.Equal("low", site.Origin.Requests.Last().Headers[HumanGate.LevelHeader]);
        Assert.Matches("max-age=(3[0-5][0-9]{2}|3600);", granted.Header("Set-Cookie")!);

        var again = await site.BrowseAsync(TokenPath, cookie, ("Authorization", token));
        Assert.Equal(400, again.Status);
        Assert.Null(MemberSite.CookieOf(again, PassCookie.Name));
    }

    [Fact]
    public async Task P48_A_token_that_was_made_for_another_browser_or_says_nothing_opens_nothing()
    {
        await using var site = await StartAsync();
        var (mine, theirs) = (await site.BrowseAsync(TokenPath), await site.BrowseAsync(TokenPath));
        var token = await RedeemAsync(theirs.Header("WWW-Authenticate")!);
        foreach (var header in (string[])[token, "PrivateToken token=\"AAAA\"", "PrivateToken", "Basic dXNlcjpwYXNz"])
        {
            var answer = await site.BrowseAsync(TokenPath, MemberSite.CookieOf(mine, ChallengeCookie.Name), ("Authorization", header));
            Assert.Equal(400, answer.Status);
            Assert.Null(MemberSite.CookieOf(answer, PassCookie.Name));
        }
    }

    public async Task InitializeAsync() =>
        _issuer = await NodeProcess.StartAsync("personhood/private-tokens.mjs", new Dictionary<string, string> { ["ISSUER"] = Issuer });

    public async Task DisposeAsync()
    {
        _http.Dispose();
        if (_issuer is not null)
            await _issuer.DisposeAsync();
    }

    private async Task<MemberSite> StartAsync()
    {
        var directory = await _http.GetByteArrayAsync(new Uri(_issuer!.Url, PrivateTokenDirectory.WellKnownPath));
        Assert.True(PrivateTokenDirectory.TryParse(directory, out var issuer, out var error), error);
        var key = Base64Url.EncodeToString(Assert.Single(issuer.Keys).Key.Encoded);
        return await MemberSite.StartAsync(semaphore.Prover, change: settings => settings["Personhood"]!["PrivateToken"] = new JsonObject
        {
            ["Issuers"] = new JsonArray(new JsonObject { ["Name"] = Issuer, ["Keys"] = new JsonArray(key) }),
        });
    }

    /// <summary>What the reference client sends for a challenge, as a header.</summary>
    private async Task<string> RedeemAsync(string challenge)
    {
        using var response = await _http.PostAsync(_issuer!.Url, new StringContent(challenge));
        return await response.Content.ReadAsStringAsync();
    }
}
