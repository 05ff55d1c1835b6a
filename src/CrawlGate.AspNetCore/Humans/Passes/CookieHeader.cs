using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>Finds the gate's cookies in the header as it came (RFC 6265, section 4.2), without making a collection of all others.</summary>
internal static class CookieHeader
{
    /// <summary>What the names of all cookies of the gate's begin with.</summary>
    public const string OwnPrefix = "__Host-crawlgate";

    /// <summary>The value of a cookie that came exactly once: of two, nobody can tell which is the browser's own.</summary>
    public static bool TryFindOnly(StringValues headers, string name, out ReadOnlySpan<char> value)
    {
        value = default;
        var found = 0;
        for (var i = 0; i < headers.Count; i++)
        {
            foreach (var range in headers[i].AsSpan().Split(';'))
            {
                var pair = headers[i].AsSpan()[range].Trim(' ');
                if (pair.Length <= name.Length || pair[name.Length] != '=' || !pair.StartsWith(name, StringComparison.Ordinal))
                    continue;

                value = pair[(name.Length + 1)..];
                found++;
            }
        }

        return found == 1;
    }

    /// <summary>Removes the gate's cookies, which are none of the site's business, from a request that is handed on.</summary>
    public static void RemoveOwn(IHeaderDictionary headers)
    {
        if (!HasOwn(headers.Cookie))
            return;

        var kept = headers.Cookie.SelectMany(header => (header ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(pair => !pair.StartsWith(OwnPrefix, StringComparison.Ordinal));
        headers.Cookie = string.Join("; ", kept) is { Length: > 0 } rest ? rest : default(StringValues);
    }

    private static bool HasOwn(StringValues headers)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers[i].AsSpan().Contains(OwnPrefix, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
