namespace CrawlGate.AspNetCore;

/// <summary>Says in words which parts of a condition do not hold.</summary>
internal static class ConditionExplainer
{
    /// <summary>The parts that do not hold, like <c>Purpose is search, not training</c>; none exactly when the condition matches.</summary>
    /// <param name="when">The condition.</param>
    /// <param name="traits">The request's traits.</param>
    /// <param name="who">Who asks.</param>
    /// <param name="path">The path; null to leave it out, as for ambiguous targets.</param>
    public static IReadOnlyList<string> FindFailures(RuleCondition when, ulong traits, RequestClassification who, string? path)
    {
        var failures = new List<string>();
        if (path is not null && when.HasPath && !when.Paths.Any(pattern => pattern.Matches(path)))
            failures.Add(Say("Path", path, when.Paths.Select(pattern => pattern.Text)));

        foreach (var trait in RequestTraits.Named.Where(trait => (traits & ~when.Traits & trait.Bit) != 0))
            failures.Add(Say(trait.Part, trait.Name, RequestTraits.Named.Where(other => other.Part == trait.Part && (when.Traits & other.Bit) != 0).Select(other => other.Name)));

        if (when.Crawlers is { } crawlers && !(who.Crawler is { } crawler && crawlers.Contains(crawler.Token)))
            failures.Add(Say("Crawler", who.Crawler?.Token ?? "none", crawlers.Order(StringComparer.OrdinalIgnoreCase)));
        if (when.Operators is { } operators && !(who.Crawler is { } operated && operators.Contains(operated.Operator)))
            failures.Add(Say("Operator", who.Crawler?.Operator ?? "none", operators.Order(StringComparer.OrdinalIgnoreCase)));
        return failures;
    }

    private static string Say(string part, string actual, IEnumerable<string> wanted) => $"{part} is {actual}, not {string.Join(" or ", wanted)}";
}
