using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Finds the crawler that a User-Agent (RFC 9110, section 10.1.5) names. A token counts only as a whole and whatever its version and
/// case; one behind the word <c>like</c> or within somebody's address does not. When several are named, those that are fetched
/// for AI count before the others and libraries last, and among equals the first. Takes linear time and allocates nothing.
/// </summary>
internal sealed class UserAgentMatcher(IEnumerable<Crawler> crawlers)
{
    private readonly TokenIndex _index = new(crawlers);

    /// <summary>The crawler that any of a request's User-Agent lines names; null when none does.</summary>
    public Crawler? Find(StringValues userAgent)
    {
        TokenMatch? best = null;
        foreach (var line in userAgent)
            best = Better(best, line);
        return best?.Crawler;
    }

    /// <summary>The crawler that a User-Agent names; null when it names none.</summary>
    public Crawler? Find(ReadOnlySpan<char> userAgent) => Better(null, userAgent)?.Crawler;

    private TokenMatch? Better(TokenMatch? best, ReadOnlySpan<char> userAgent)
    {
        var isBehindLike = false;
        for (var start = 0; start < userAgent.Length;)
        {
            if (!TokenIndex.IsWordCharacter(userAgent[start]))
            {
                isBehindLike &= userAgent[start] == ' ';
                start++;
                continue;
            }

            var end = TokenIndex.WordEnd(userAgent, start + 1);
            var match = _index.Find(userAgent, start, end);
            if (match is not null && !isBehindLike && match.Rank > (best?.Rank ?? 0))
            {
                best = match;
                if (best.Rank == TokenMatch.HighestRank)
                    break;
            }

            isBehindLike = match is null && end - start == 4 && userAgent[start..end].Equals("like", StringComparison.OrdinalIgnoreCase);
            // A token's own words name nobody else.
            start = match is null ? end : start + match.Token.Length;
        }

        return best;
    }
}
