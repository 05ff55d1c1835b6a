namespace CrawlGate.AspNetCore;

/// <summary>Who is asking, as far as the request tells. Instances are shared between requests.</summary>
/// <param name="Crawler">The crawler that the request says it is; null for everybody else, people first of all.</param>
/// <param name="Identity">How much of that is proven.</param>
/// <param name="Evidence">Why, in words for logs.</param>
public sealed record RequestClassification(Crawler? Crawler, IdentityVerdict Identity, string Evidence)
{
    /// <summary>Nobody in particular.</summary>
    public static RequestClassification Unclaimed { get; } = new(null, IdentityVerdict.Unclaimed, "no known crawler token in User-Agent");
}
