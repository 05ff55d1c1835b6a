using System.Buffers;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>
/// What crawlers must be able to read to behave well, and what feed readers and browsers fetch on their own: free under every
/// policy unless a rule says that it overrides them. Only consulted for targets that are not ambiguous.
/// </summary>
internal static class FreePaths
{
    private static readonly PathString WellKnown = "/.well-known";

    private static readonly FrozenSet<string> Exact = new[]
    {
        "/robots.txt", "/favicon.ico", "/apple-touch-icon.png", "/apple-touch-icon-precomposed.png", "/humans.txt", "/security.txt",
        "/ads.txt", "/app-ads.txt", "/llms.txt", "/license.xml", "/sitemap.xml", "/sitemap.txt", "/sitemap_index.xml", "/sitemap-index.xml",
        "/sitemap.xml.gz", "/feed", "/feed/", "/feed.xml", "/feed.json", "/rss", "/rss/", "/rss.xml", "/atom", "/atom/", "/atom.xml", "/index.xml",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What a free path can go on with after its slash. Most pages do not, and are not looked up.</summary>
    private static readonly SearchValues<char> Beginnings = SearchValues.Create([.. Exact.Append("/.").Append("/sitemap").SelectMany(path => new[] { path[1], char.ToUpperInvariant(path[1]) })]);

    public static bool Contains(PathString path) =>
        path.Value is { Length: > 1 } text
        && Beginnings.Contains(text[1])
        && (Exact.Contains(text) || path.StartsWithSegments(WellKnown) || IsNumberedSitemap(text));

    /// <summary>Whether a pattern can only be meant for free paths: it spells one, or lies where all are.</summary>
    public static bool Mean(PathPattern pattern) =>
        (pattern.IsLiteral && Contains(pattern.Start)) || pattern.Start.StartsWith($"{WellKnown}/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Parts of a large sitemap, like <c>/sitemap-3.xml</c> or <c>/sitemap2.xml.gz</c>.</summary>
    private static bool IsNumberedSitemap(string? path)
    {
        if (path is null || !path.StartsWith("/sitemap", StringComparison.OrdinalIgnoreCase))
            return false;

        var rest = path.AsSpan("/sitemap".Length).TrimStart("-_").TrimStart("0123456789");
        return rest is ".xml" or ".xml.gz" or ".txt";
    }
}
