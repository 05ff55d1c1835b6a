using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using CrawlGate.AspNetCore;
using CrawlGate.DevChain;

namespace CrawlGate.Benchmarks;

/// <summary>Working out who asks, from the whole built-in catalogue and with published lists loaded.</summary>
public class ClassificationBenchmarks
{
    private readonly IRequestClassifier _classifier;
    private readonly HttpContext _browser = Request(Visitors.Browser, "203.0.113.7");
    private readonly HttpContext _verified = Request(Visitors.Crawler, "52.230.152.9");
    private readonly HttpContext _spoofed = Request(Visitors.Crawler, "198.51.100.9");

    public ClassificationBenchmarks()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IRangeFetcher, PublishedLists>().AddCrawlGate(options =>
        {
            options.PublicUrl = "https://tidepool.example";
            options.PayTo = DevAccount.All[2].Address.ToString();
            options.Price = "$0.001";
            options.Network = GatewayFile.Network;
            options.Facilitator.Urls = ["http://127.0.0.1:9"];
            options.Verification.IpRanges.Directory = null;
            options.Verification.ReverseDns.Enabled = false;
        }).BuildServiceProvider();
        services.GetRequiredService<IpRangeStore>().RefreshDueAsync(CancellationToken.None).GetAwaiter().GetResult();
        _classifier = services.GetRequiredService<IRequestClassifier>();
        Expect(_browser, IdentityVerdict.Unclaimed);
        Expect(_verified, IdentityVerdict.Verified);
        Expect(_spoofed, IdentityVerdict.Spoofed);
    }

    [Benchmark]
    public object ClassifyBrowser() => _classifier.ClassifyAsync(_browser).Result;

    [Benchmark]
    public object ClassifyVerifiedCrawler() => _classifier.ClassifyAsync(_verified).Result;

    [Benchmark]
    public object ClassifySpoofedCrawler() => _classifier.ClassifyAsync(_spoofed).Result;

    private void Expect(HttpContext context, IdentityVerdict verdict)
    {
        var who = _classifier.ClassifyAsync(context).Result;
        if (who.Identity != verdict)
            throw new InvalidOperationException($"{who.Crawler?.Token} is {who.Identity}, not {verdict}.");
    }

    private static DefaultHttpContext Request(string userAgent, string address)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.UserAgent = userAgent;
        context.Request.Headers.Accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        context.Request.Headers.AcceptLanguage = "en-US,en;q=0.5";
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return context;
    }

    /// <summary>The same list of some hundred prefixes for every operator, from memory.</summary>
    private sealed class PublishedLists : IRangeFetcher
    {
        private static readonly byte[] List = Encoding.UTF8.GetBytes(
            $"{{\"prefixes\":[{string.Join(',', Enumerable.Range(0, 500).Select(i => $"{{\"ipv4Prefix\":\"52.{i % 250}.{i / 250 * 152}.0/24\"}}"))},{{\"ipv4Prefix\":\"52.230.152.0/24\"}}]}}");

        public Task<RangeFetch> GetAsync(Uri url, RangeValidator? known, CancellationToken cancellationToken) => Task.FromResult<RangeFetch>(new RangeFetch.Fetched(List, null));
    }
}
