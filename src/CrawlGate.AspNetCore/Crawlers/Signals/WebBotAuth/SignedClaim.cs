namespace CrawlGate.AspNetCore;

/// <summary>What a request's signature says about who sent it.</summary>
/// <param name="Signer">Who is proven to have signed; null when nobody is.</param>
/// <param name="Evidence">Why.</param>
internal sealed record SignedClaim(Crawler? Signer, Evidence Evidence);
