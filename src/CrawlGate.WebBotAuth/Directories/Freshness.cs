using System.Globalization;
using System.Net.Http.Headers;

namespace CrawlGate.WebBotAuth;

/// <summary>How long an answer is fresh by its own words (RFC 9111 section 4.2), within the operator's bounds.</summary>
internal static class Freshness
{
    public static TimeSpan Of(FetchOutcome.Fetched answer, KeyDirectoryOptions options)
    {
        var freshness = options.DefaultFreshness;
        if (answer.Headers.TryGetValue("Cache-Control", out var text) && CacheControlHeaderValue.TryParse(text, out var control))
        {
            if (control.NoStore || control.NoCache)
                freshness = TimeSpan.Zero;
            else if (control.MaxAge is { } maxAge)
                freshness = maxAge - Age(answer);
        }

        return freshness < options.MinFreshness ? options.MinFreshness : freshness > options.MaxFreshness ? options.MaxFreshness : freshness;
    }

    private static TimeSpan Age(FetchOutcome.Fetched answer) =>
        answer.Headers.TryGetValue("Age", out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.Zero;
}
