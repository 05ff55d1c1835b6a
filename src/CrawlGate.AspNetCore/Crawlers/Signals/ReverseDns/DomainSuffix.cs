namespace CrawlGate.AspNetCore;

/// <summary>Matches names with domains, label by label.</summary>
internal static class DomainSuffix
{
    /// <summary>Whether a name is the domain or below it: <c>evilgooglebot.com</c> is not below <c>googlebot.com</c>.</summary>
    public static bool Covers(string domain, string name) =>
        name.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
        && (name.Length == domain.Length || name[name.Length - domain.Length - 1] == '.');

    /// <summary>Whether one of the domains covers the name.</summary>
    public static bool AnyCovers(IReadOnlyList<string> domains, string name)
    {
        for (var i = 0; i < domains.Count; i++)
        {
            if (Covers(domains[i], name))
                return true;
        }

        return false;
    }
}
