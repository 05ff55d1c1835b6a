using CrawlGate.WebBotAuth;

namespace CrawlGate.AspNetCore;

/// <summary>What a request's signature says about who sent it.</summary>
/// <param name="Signer">Who is proven to have signed; null when nobody is.</param>
/// <param name="Evidence">Why.</param>
/// <param name="Source">Whose keys refute the signature, or cannot be asked now; null when the signature itself is of no use.</param>
internal sealed record SignedClaim(Crawler? Signer, Evidence Evidence, SignatureAgent? Source = null)
{
    /// <summary>
    /// Whether an unproven signature speaks for or against a crawler. Only its own operator's keys do: anybody can add a signature that
    /// is spoilt, expired or of keys that nobody can fetch, and must be no better off for it than without any.
    /// </summary>
    public bool Concerns(Crawler crawler) =>
        crawler.SignatureAgent is { } known
        && Source is { Type: SignatureAgentType.Directory, Url: var url }
        && Uri.Compare(known, url, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
}
