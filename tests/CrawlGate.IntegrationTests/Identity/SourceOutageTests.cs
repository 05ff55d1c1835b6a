using CrawlGate.Tests.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.IntegrationTests;

/// <summary>Sources that fail while the gateway runs, and what a visitor could make of that.</summary>
public sealed class SourceOutageTests
{
    public static TheoryData<string> Outages => new() { "500", "malformed", "empty", "reset", "hung", "redirect" };

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task A_list_that_fails_later_still_proves_refutes_nobody_meanwhile_and_proves_nothing_once_it_is_stale(string how)
    {
        await using var stand = await IdentityStand.StartAsync();
        Assert.Equal((200, 403), await StatusesAsync(stand, "verified", "spoofed"));

        stand.Lists.Answer = how switch
        {
            "500" => RangeServer.Status(StatusCodes.Status500InternalServerError),
            "malformed" => RangeServer.Text("{\"prefixes\":[{\"ipv4Prefix\":\"203.0.113.\""),
            "empty" => RangeServer.Text("{\"prefixes\":[]}"),
            "redirect" => RangeServer.Redirect("http://127.0.0.1:1/list.json"),
            "hung" => context => Task.Delay(Timeout.Infinite, context.RequestAborted),
            _ => Reset,
        };
        await stand.RefreshAsync(TimeSpan.FromHours(30), list => list.LastError is not null);
        Assert.Equal((200, 200), await StatusesAsync(stand, "verified", "unverifiable"));

        stand.Time.Pass(TimeSpan.FromDays(7));
        Assert.Equal((200, 200), await StatusesAsync(stand, "unverifiable", "unverifiable"));

        stand.Lists.Answer = stand.PublishAsync;
        await stand.RefreshAsync(TimeSpan.FromHours(2), list => !list.Url.AbsolutePath.EndsWith("/list.json", StringComparison.Ordinal) || list.Url.Port == 1 || list.LastError is null);
        Assert.Equal((200, 403), await StatusesAsync(stand, "verified", "spoofed"));
    }

    [Fact]
    public async Task A_dead_dns_server_holds_nobody_for_long_and_refutes_nobody()
    {
        await using var stand = await IdentityStand.StartAsync();
        stand.Names.Answer = _ => [];
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var visits = await Task.WhenAll(Enumerable.Range(1, 40).Select(i => stand.VisitAsync("NamedSearch", $"198.51.100.{i}")));

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.All(visits, visit => Assert.Equal(200, visit.Status));
        Assert.All(visits, visit => Assert.Contains("identity=unverifiable", visit.Header("X-CrawlGate-Would")));
        Assert.Equal(402, (await stand.VisitAsync("NamedTraining", "198.51.100.1")).Status);
    }

    [Theory]
    [InlineData("X-Forwarded-For", IdentityStand.Listed)]
    [InlineData("X-Forwarded-For", "203.0.113.1, 203.0.113.2")]
    [InlineData("Forwarded", "for=203.0.113.77")]
    [InlineData("X-Real-IP", IdentityStand.Listed)]
    [InlineData("CF-Connecting-IP", IdentityStand.Listed)]
    [InlineData("True-Client-IP", IdentityStand.Listed)]
    [InlineData("Fastly-Client-IP", IdentityStand.Listed)]
    [InlineData("X-CrawlGate-Identity", "verified")]
    [InlineData("X-CrawlGate-Client", IdentityStand.Listed)]
    [InlineData("X_CrawlGate_Verified", "1")]
    [InlineData("X-Forwarded-Proto", "https")]
    public async Task No_header_of_a_peer_that_is_not_trusted_moves_an_address(string name, string value)
    {
        await using var stand = await IdentityStand.StartAsync(settings => settings.Remove("TrustedProxies"));
        foreach (var (crawler, status) in ((string, int)[])[("ListedTraining", 402), ("EitherTraining", 402), ("ListedSearch", 200)])
        {
            (string, string)[] plain = [("User-Agent", IdentityStand.UserAgent(crawler)), ("X-CrawlGate-Ask", IdentityStand.Key)];
            var before = await stand.Gateway.GetAsync("page", plain);
            var after = await stand.Gateway.GetAsync("page", [.. plain, (name, value)]);

            Assert.Equal((status, status), (before.Status, after.Status));
            Assert.Contains("identity=unverifiable", before.Header("X-CrawlGate-Would"));
            Assert.Equal(Decision(before), Decision(after));
        }

        await stand.Gateway.GetAsync("seen", ("User-Agent", TestGateway.Browser), (name, value));
        var seen = stand.Origin.Requests.Single(request => request.Path == "/seen");
        Assert.Equal("127.0.0.1", seen.Headers["X-Forwarded-For"]);
        Assert.DoesNotContain(seen.Headers.Keys, header => header.Contains("CrawlGate", StringComparison.OrdinalIgnoreCase));
    }

    private static Task Reset(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static string Decision(Answer answer) => answer.Header("X-CrawlGate-Would")!.Split("; decision=")[0];

    private static async Task<(int Listed, int Elsewhere)> StatusesAsync(IdentityStand stand, string listed, string elsewhere)
    {
        var (one, other) = (await stand.VisitAsync("ListedSearch", IdentityStand.Listed), await stand.VisitAsync("ListedSearch", IdentityStand.Elsewhere));
        Assert.Contains($"identity={listed}", one.Header("X-CrawlGate-Would"));
        Assert.Contains($"identity={elsewhere}", other.Header("X-CrawlGate-Would"));
        return (one.Status, other.Status);
    }
}
