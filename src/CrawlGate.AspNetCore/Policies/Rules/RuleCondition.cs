using System.Collections.Frozen;

namespace CrawlGate.AspNetCore;

/// <summary>Whom a rule means. All parts must hold; a part that is left out always does.</summary>
/// <param name="Traits">Accepted traits, see <see cref="RequestTraits.Accepting"/>.</param>
internal sealed record RuleCondition(ulong Traits)
{
    /// <summary>Everybody, everywhere.</summary>
    public static RuleCondition Always { get; } = new(ulong.MaxValue);

    /// <summary>Crawlers' tokens; null for any and for none.</summary>
    public FrozenSet<string>? Crawlers { get; init; }

    /// <summary>Crawlers' operators; null for any and for none.</summary>
    public FrozenSet<string>? Operators { get; init; }

    /// <summary>Paths; empty for any.</summary>
    public PathPattern[] Paths { get; init; } = [];

    public bool HasPath => Paths.Length > 0;

    public bool Matches(ulong traits, RequestClassification who, string? path) =>
        MatchesButForPath(traits, who) && (Paths.Length == 0 || MatchesPath(path));

    public bool MatchesButForPath(ulong traits, RequestClassification who) =>
        (traits & ~Traits) == 0
        && (Crawlers is null || (who.Crawler is { } crawler && Crawlers.Contains(crawler.Token)))
        && (Operators is null || (who.Crawler is { } operated && Operators.Contains(operated.Operator)));

    private bool MatchesPath(string? path)
    {
        foreach (var pattern in Paths)
        {
            if (pattern.Matches(path))
                return true;
        }

        return false;
    }
}
