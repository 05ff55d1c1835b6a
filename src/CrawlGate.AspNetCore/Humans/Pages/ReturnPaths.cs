using System.Buffers;

namespace CrawlGate.AspNetCore;

/// <summary>Where a visitor may be sent on to: pages of this site and nowhere else.</summary>
internal static class ReturnPaths
{
    /// <summary>Where everybody else is sent.</summary>
    public const string Home = "/";

    private const int MaxLength = 2000;

    // Six times encoded is no page's address; each round makes the text shorter, so this ends anyway.
    private const int MaxDecodings = 6;
    private const string OwnPrefix = "/.crawlgate";

    private static readonly SearchValues<char> PathEnds = SearchValues.Create("?#");

    /// <summary>Reads where somebody wants to go on.</summary>
    /// <param name="to">What the request says.</param>
    /// <param name="path">A path of this site with its query, as it was given; the home page when that was no such path.</param>
    public static bool TryRead(string? to, out string path)
    {
        var isLocal = to is not null && IsLocal(to);
        path = isLocal ? to! : Home;
        return isLocal;
    }

    private static bool IsLocal(string to)
    {
        if (to.Length is 0 or > MaxLength || to.AsSpan().ContainsAnyExceptInRange('!', '~') || to.Contains('\\'))
            return false;

        var end = to.AsSpan().IndexOfAny(PathEnds);
        var path = end < 0 ? to : to[..end];
        for (var i = 0; i < MaxDecodings; i++)
        {
            if (!IsPlainPath(path))
                return false;

            var decoded = Uri.UnescapeDataString(path);
            if (decoded == path)
                return true;

            path = decoded;
        }

        return false;
    }

    /// <summary>Whether no browser, proxy or server reads another host, another path, or a path of the gate's own in it.</summary>
    private static bool IsPlainPath(string path) =>
        path.StartsWith('/')
        && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.AsSpan(1).TrimStart().StartsWith('/')
        && !path.Contains('\\')
        && !path.Any(char.IsControl)
        && !path.Split('/').Any(segment => segment is "." or ".." || segment.StartsWith(".;", StringComparison.Ordinal) || segment.StartsWith("..;", StringComparison.Ordinal))
        && !IsOwn(path);

    private static bool IsOwn(string path) =>
        path.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase) && (path.Length == OwnPrefix.Length || path[OwnPrefix.Length] is '/' or ';');
}
