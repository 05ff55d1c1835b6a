using System.Buffers;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Believes a User-Agent that names an AI crawler: nobody pays who does not say so. A token counts only as a whole product
/// token, so that <c>NotGPTBotAtAll</c> is nobody.
/// </summary>
internal sealed class UserAgentClassifier : IRequestClassifier
{
    private readonly SearchValues<string> _tokens;
    private readonly FrozenDictionary<string, RequestClassification>.AlternateLookup<ReadOnlySpan<char>> _byToken;

    public UserAgentClassifier(IReadOnlyList<Crawler> crawlers)
    {
        _tokens = SearchValues.Create([.. crawlers.Select(crawler => crawler.Token)], StringComparison.OrdinalIgnoreCase);
        _byToken = crawlers
            .ToFrozenDictionary(
                crawler => crawler.Token,
                crawler => new RequestClassification(ClientKind.Crawler, crawler, IdentityVerdict.Unverifiable, []),
                StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public ValueTask<RequestClassification> ClassifyAsync(HttpContext context) => new(Classify(context.Request));

    private RequestClassification Classify(HttpRequest request)
    {
        foreach (var value in request.Headers.UserAgent)
        {
            if (Find(value) is { } classification)
                return classification;
        }

        return RequestClassification.Unclaimed;
    }

    private RequestClassification? Find(ReadOnlySpan<char> userAgent)
    {
        while (userAgent.IndexOfAny(_tokens) is >= 0 and var start)
        {
            var isTokenStart = start == 0 || !IsTokenCharacter(userAgent[start - 1]);
            userAgent = userAgent[start..];
            var end = 1;
            while (end < userAgent.Length && IsTokenCharacter(userAgent[end]))
                end++;
            if (isTokenStart && _byToken.TryGetValue(userAgent[..end], out var classification))
                return classification;

            userAgent = userAgent[1..];
        }

        return null;
    }

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
