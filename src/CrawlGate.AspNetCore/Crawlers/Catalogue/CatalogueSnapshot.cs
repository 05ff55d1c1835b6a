using System.Collections.Frozen;

namespace CrawlGate.AspNetCore;

/// <summary>A catalogue made ready for requests: found by User-Agent and by signer, with the verdicts that were reached by it.</summary>
internal sealed class CatalogueSnapshot(CrawlerCatalogue catalogue)
{
    // Several crawlers of one operator share its directory; what signs without a name of its own acts for somebody.
    private readonly FrozenDictionary<string, Crawler> _bySigner = catalogue.Crawlers
        .Where(crawler => crawler.SignatureAgent is not null)
        .GroupBy(crawler => OriginOf(crawler.SignatureAgent!), StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(group => group.Key, group => group.OrderByDescending(crawler => crawler.Purpose == CrawlerPurpose.Agent).First(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The catalogue.</summary>
    public CrawlerCatalogue Catalogue => catalogue;

    /// <summary>Finds crawlers by User-Agent.</summary>
    public KnownUserAgents UserAgents { get; } = new(new UserAgentMatcher(catalogue.Crawlers));

    /// <summary>Verdicts on its crawlers.</summary>
    public Verdicts Verdicts { get; } = new();

    /// <summary>The crawler whose signatures are checked with the keys of this origin; null for strangers.</summary>
    public Crawler? FindSigner(Uri signatureAgent) => _bySigner.GetValueOrDefault(OriginOf(signatureAgent));

    private static string OriginOf(Uri url) => url.GetLeftPart(UriPartial.Authority);
}
