namespace CrawlGate.AspNetCore;

/// <summary>A crawler as the matcher looks for it.</summary>
internal sealed class TokenMatch(Crawler crawler)
{
    public const int HighestRank = 3;

    public Crawler Crawler { get; } = crawler;

    public string Token => Crawler.Token;

    /// <summary>Which of several crawlers in one User-Agent counts: those that are priced before the others, and libraries last.</summary>
    public int Rank { get; } = crawler.Purpose switch
    {
        CrawlerPurpose.Training or CrawlerPurpose.Agent or CrawlerPurpose.UserFetch => HighestRank,
        CrawlerPurpose.Library => 1,
        _ => 2,
    };

    // The page of somebody else's robot may well be called /gptbot; only a token that is a domain itself may stand in an address.
    private readonly bool _mayStandInAddress = crawler.Token.Contains('.');

    /// <summary>Whether the token stands as a whole at a place where its first word does.</summary>
    public bool IsAt(ReadOnlySpan<char> userAgent, int start)
    {
        if (!userAgent[start..].StartsWith(Token, StringComparison.OrdinalIgnoreCase))
            return false;
        if (start > 0 && userAgent[start - 1] is '/' or '.' or '@' && !_mayStandInAddress)
            return false;

        var rest = userAgent[(start + Token.Length)..];
        return rest.IsEmpty || !(TokenIndex.IsWordCharacter(rest[0]) || rest[0] == '@' || (rest[0] == '.' && rest.Length > 1 && char.IsAsciiLetter(rest[1])));
    }
}
