using System.Net;
using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Who asks, for tests of rules.</summary>
internal static class Visitors
{
    public static RequestClassification Unknown => RequestClassification.Unclaimed;

    public static RequestClassification Browser => RequestClassification.Browser;

    public static RequestClassification Crawler(
        CrawlerPurpose purpose = CrawlerPurpose.Training, IdentityVerdict identity = IdentityVerdict.Unverifiable, string token = "GPTBot", string by = "OpenAI", VerificationMethod? method = null) =>
        new(ClientKind.Crawler, new Crawler(token, by, purpose), identity, method is { } proof ? [new Evidence(proof, SignalOutcome.Confirms, "test")] : []);

    public static HttpContext Request(string path = "/page", string method = "GET", string? address = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Path = path;
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = path;
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        return context;
    }
}

/// <summary>Says what a test wants, so that tests of the whole gate can be anybody.</summary>
internal sealed class ScriptedClassifier : IRequestClassifier
{
    /// <summary>Who the next requests come from.</summary>
    public RequestClassification Who { get; set; } = Visitors.Crawler();

    /// <summary>Whether it takes a moment to tell.</summary>
    public bool IsSlow { get; set; }

    public async ValueTask<RequestClassification> ClassifyAsync(HttpContext context)
    {
        if (IsSlow)
            await Task.Yield();
        return Who;
    }
}
