namespace CrawlGate.AspNetCore;

/// <summary>A crawler known by name.</summary>
/// <param name="Token">The product token in its User-Agent, without a version.</param>
/// <param name="Operator">Who runs it.</param>
/// <param name="Purpose">What it is for.</param>
public sealed record Crawler(string Token, string Operator, CrawlerPurpose Purpose);
