using System.Collections.Frozen;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Names that mean something in robots.txt and are sent by nobody: the pages are fetched by the operator's ordinary crawler.
/// Whoever does send one is not that operator.
/// </summary>
internal static class RobotsOnlyTokens
{
    private static readonly FrozenSet<string> All =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "Google-Extended", "Applebot-Extended", "Webzio-Extended");

    public static bool Contains(string token) => All.Contains(token);
}
