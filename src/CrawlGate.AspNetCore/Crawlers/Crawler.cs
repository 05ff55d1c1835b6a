namespace CrawlGate.AspNetCore;

/// <summary>A crawler known by name.</summary>
/// <param name="Token">The product token in its User-Agent, without a version.</param>
/// <param name="Operator">Who runs it.</param>
/// <param name="Purpose">What it is for.</param>
public sealed record Crawler(string Token, string Operator, CrawlerPurpose Purpose)
{
    /// <summary>Where its operator describes it; null when nowhere.</summary>
    public Uri? Documentation { get; init; }

    /// <summary>Published lists of the addresses it comes from.</summary>
    public IReadOnlyList<IpRangeSource> IpRanges { get; init; } = [];

    /// <summary>Domains that its addresses' names end with, like <c>googlebot.com</c>; no leading dot.</summary>
    public IReadOnlyList<string> ReverseDns { get; init; } = [];

    /// <summary>The <c>https</c> origin whose key directory its signatures are checked with (Web Bot Auth); null when it does not sign.</summary>
    public Uri? SignatureAgent { get; init; }
}
