using BenchmarkDotNet.Attributes;
using CrawlGate.AspNetCore;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using Microsoft.AspNetCore.Http.Features;

namespace CrawlGate.Benchmarks;

/// <summary>The gate's own work on a request, without a server around it.</summary>
public class GateBenchmarks
{
    private readonly PaymentSample _sample = new();
    private readonly byte[] _block = new byte[64];
    private readonly byte[] _page = new byte[4096];
    private readonly HttpContext _browser = Request(Visitors.Browser);
    private readonly HttpContext _crawler = Request(Visitors.Crawler);
    private readonly IRequestClassifier _classifier;
    private readonly CrawlGateMiddleware _gate;
    private readonly PaymentTerms _terms;

    public GateBenchmarks()
    {
        var services = new ServiceCollection().AddLogging().AddCrawlGate(options =>
        {
            options.Mode = "enforce";
            options.PublicUrl = "https://tidepool.example";
            options.PayTo = DevAccount.All[2].Address.ToString();
            options.Price = "$0.001";
            options.Network = GatewayFile.Network;
            options.Facilitator.Urls = ["http://127.0.0.1:9"];
            options.Description = "An article";
        }).BuildServiceProvider();
        _classifier = services.GetRequiredService<IRequestClassifier>();
        _terms = services.GetRequiredService<CurrentGate>().Snapshot.Terms[0];
        _gate = ActivatorUtilities.CreateInstance<CrawlGateMiddleware>(services, (RequestDelegate)(static _ => Task.CompletedTask));
    }

    [Benchmark]
    public object? DecodePaymentSignature() => PaymentHeader.TryDecodePayment(_sample.Header, out var payment, out _) ? payment : null;

    [Benchmark]
    public Task RenderQuote()
    {
        _crawler.Response.Headers.Clear();
        return QuoteWriter.WriteAsync(_crawler, _terms, new Visitor(_classifier.ClassifyAsync(_crawler).Result, new DecisionId(1)), QuoteReason.FirstVisit);
    }

    [Benchmark]
    public Bytes32 Keccak64Bytes() => Keccak256.HashData(_block);

    [Benchmark]
    public Bytes32 Keccak4KiB() => Keccak256.HashData(_page);

    [Benchmark]
    public Task FreeRequestThroughGate() => _gate.InvokeAsync(_browser);

    private static DefaultHttpContext Request(string userAgent)
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/posts/tides";
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        context.Request.Method = "GET";
        context.Request.Path = "/posts/tides";
        context.Request.Headers.UserAgent = userAgent;
        context.Request.Headers.Host = "tidepool.example";
        context.Request.Headers.Accept = "*/*";
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new PaymentPolicyMetadata(AccessPolicies.DefaultName, IsForwarded: true)), "site"));
        return context;
    }
}
