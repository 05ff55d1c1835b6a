using BenchmarkDotNet.Attributes;
using CrawlGate.AspNetCore;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.Benchmarks;

/// <summary>Finding the crawler that a User-Agent names among all of the built-in catalogue.</summary>
public class UserAgentBenchmarks
{
    private readonly UserAgentMatcher _matcher = new(CrawlerCatalogue.BuiltIn.Crawlers);
    private readonly StringValues _browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/154.0.0.0 Safari/537.36 Edg/154.0.0.0";
    private readonly StringValues _crawler = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)";
    private readonly StringValues _nearMisses = string.Concat(Enumerable.Repeat("GPTBo Yahoo! Y!", 32 * 1024 / 15));

    [Benchmark]
    public object? FindNobodyInBrowser() => _matcher.Find(_browser);

    [Benchmark]
    public object? FindCrawler() => _matcher.Find(_crawler);

    [Benchmark]
    public object? FindNobodyIn32KiBOfNearMisses() => _matcher.Find(_nearMisses);
}
