using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Whether a request looks as if a browser sent it. Anybody can look like that, so this never decides about money alone: it tells
/// <see cref="ClientKind.Browser"/> from <see cref="ClientKind.Unknown"/> among requests that name no crawler, and nothing else.
/// Missing or contradictory headers make nobody a robot; they only leave the request unknown.
/// </summary>
internal static class BrowserLikeness
{
    // Chromium sends Sec-Fetch headers since 76; some years' grace for WebViews and builds of others.
    private const int FirstChromiumThatSurelySendsFetchMetadata = 90;

    // Browsers with a window that do not begin with Mozilla/: Presto's Opera and two small engines.
    private static readonly string[] OtherBrowsers = ["Opera/", "NetSurf/", "Dillo/"];

    /// <summary>Whether a browser is likely. Allocates nothing.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="isHttps">Whether the client itself used https; browsers send some headers over https alone.</param>
    public static bool IsLikely(IHeaderDictionary headers, bool isHttps = false)
    {
        if (headers.UserAgent is not [{ } userAgent] || !IsBrowserName(userAgent))
            return false;

        var hasFetchMetadata = Has(headers, "Sec-Fetch-Mode") || Has(headers, "Sec-Fetch-Dest") || Has(headers, "Sec-Fetch-Site");
        var hasClientHints = Has(headers, "Sec-CH-UA");
        var chromium = ChromiumVersion(userAgent);
        if (isHttps && !hasFetchMetadata && chromium >= FirstChromiumThatSurelySendsFetchMetadata)
            return false;
        if (hasClientHints && chromium == 0)
            return false;

        return hasFetchMetadata || hasClientHints || Has(headers, "Accept-Language") || AcceptsPages(headers.Accept);
    }

    private static bool IsBrowserName(string userAgent)
    {
        if (userAgent.StartsWith("Mozilla/", StringComparison.OrdinalIgnoreCase))
            return true;

        foreach (var name in OtherBrowsers)
        {
            if (userAgent.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool Has(IHeaderDictionary headers, string name) => headers.TryGetValue(name, out var values) && !StringValues.IsNullOrEmpty(values);

    private static bool AcceptsPages(StringValues accept)
    {
        foreach (var line in accept)
        {
            if (line is not null && (line.Contains("text/html", StringComparison.OrdinalIgnoreCase) || line.Contains("image/", StringComparison.OrdinalIgnoreCase)))
                return true;
        }

        return false;
    }

    /// <summary>The major version of the Chromium that a User-Agent claims; 0 when it claims none.</summary>
    private static int ChromiumVersion(ReadOnlySpan<char> userAgent)
    {
        const string Name = "Chrome/";
        var at = userAgent.IndexOf(Name, StringComparison.Ordinal);
        if (at < 0)
            return 0;

        var version = 0;
        foreach (var c in userAgent[(at + Name.Length)..])
        {
            if (!char.IsAsciiDigit(c) || version > 10_000)
                break;
            version = (version * 10) + (c - '0');
        }

        return version;
    }
}
