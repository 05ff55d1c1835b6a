using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>What the gate costs those who do not pay: nothing on the heap.</summary>
public sealed class FreeRequestTests
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private const string Googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

    [Theory]
    [InlineData("unpriced endpoint", null, false, "/page", "Mozilla/5.0 Firefox/140.0")]
    [InlineData("person on a priced page", "default", false, "/page", Firefox)]
    [InlineData("person on a priced page behind the gateway", "default", true, "/page", Firefox)]
    [InlineData("search engine behind the gateway", "default", true, "/page", Googlebot)]
    [InlineData("AI crawler for a search engine behind the gateway", "default", true, "/page", "OAI-SearchBot/1.0")]
    [InlineData("AI crawler reading robots.txt behind the gateway", "default", true, "/robots.txt", "GPTBot/1.3")]
    [InlineData("person on a page that two servers may read differently", "default", true, "//page;x", Firefox)]
    public void The_gate_allocates_nothing_for(string request, string? policy, bool isForwarded, string path, string userAgent)
    {
        foreach (var mode in (string[])["enforce", "observe"])
        {
            AssertNone(GatePolicies.Compile(options => options.Mode = mode), request, policy, isForwarded, path, userAgent);
            AssertNone(GatePolicies.Compile(options => (options.Mode, options.Rules) = (mode, OwnRules())), request, policy, isForwarded, path, userAgent);
        }
    }

    private static List<RuleOptions> OwnRules() =>
    [
        new() { When = new() { Path = ["/*/old/*.html$", "/archive/"], Purpose = ["training"] }, Action = "charge", Price = "$0.01", FreePerDay = 100 },
        new() { When = new() { Crawler = ["Bytespider"], Operator = ["ByteDance"] }, Action = "block" },
        new() { When = new() { Path = ["/pag*z", "/nowhere$"], Kind = ["unknown"], Method = ["GET"] }, Action = "allow" },
        new() { When = new() { Kind = ["browser", "crawler"], Identity = ["spoofed"] }, Action = "ratelimit", PerMinute = 10 },
    ];

    private static void AssertNone(GateSnapshot gate, string request, string? policy, bool isForwarded, string path, string userAgent)
    {
        var reached = 0;
        var middleware = new CrawlGateMiddleware(
            _ =>
            {
                reached++;
                return Task.CompletedTask;
            },
            new CurrentGate(gate), Ladders.Create(gate), gate: null!, humans: null!, agents: null!, personhood: null!, ids: null!, log: null!);
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Path = path;
        context.Request.Headers.UserAgent = userAgent;
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = path;
        if (request != "unpriced endpoint")
            context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new PaymentPolicyMetadata(policy, isForwarded)), null));

        Allocation.AssertNone(() => Assert.True(middleware.InvokeAsync(context).IsCompletedSuccessfully));
        Assert.True(reached > 0);
    }
}
