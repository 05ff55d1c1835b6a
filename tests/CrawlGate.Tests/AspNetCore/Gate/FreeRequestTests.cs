using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>What the gate costs those who do not pay: nothing on the heap.</summary>
public sealed class FreeRequestTests
{
    private static readonly UserAgentClassifier Classifier = new(AiCrawlers.All);

    [Theory]
    [InlineData("unpriced endpoint", null, false, "/page", "Mozilla/5.0 Firefox/140.0")]
    [InlineData("person on a priced page", "default", false, "/page", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")]
    [InlineData("person on a priced page behind the gateway", "default", true, "/page", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")]
    [InlineData("search engine behind the gateway", "default", true, "/page", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")]
    [InlineData("AI crawler reading robots.txt behind the gateway", "default", true, "/robots.txt", "GPTBot/1.3")]
    public void The_gate_allocates_nothing_for(string request, string? policy, bool isForwarded, string path, string userAgent)
    {
        Assert.NotEmpty(request);
        var reached = 0;
        var policies = GatePolicies.Create();
        var middleware = new CrawlGateMiddleware(
            _ =>
            {
                reached++;
                return Task.CompletedTask;
            },
            policies, Classifier, gate: null!);
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        context.Request.Headers.UserAgent = userAgent;
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = path;
        if (request != "unpriced endpoint")
            context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new PaymentPolicyMetadata(policy, isForwarded)), null));

        Allocation.AssertNone(() => Assert.True(middleware.InvokeAsync(context).IsCompletedSuccessfully));
        Assert.True(reached > 0);
    }
}
