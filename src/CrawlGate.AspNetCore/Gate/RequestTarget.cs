using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Tells targets that every server reads the same from targets that two servers may read differently. Pricing follows this
/// server's reading; the origin has its own, so where they could differ nothing is given away on the strength of a route.
/// </summary>
internal static class RequestTarget
{
    /// <summary>Characters that mean themselves to every server.</summary>
    private static readonly SearchValues<char> Ordinary =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Except("%;\\#:")]);

    // Escaped letters, digits and UTF-8 text decode the same everywhere; these may change which path it is.
    private const string ReshapesPath = "/\\.;%?#";

    /// <summary>
    /// Whether the path holds escapes that decode to delimiters, dots or nothing readable, path parameters, back slashes, a
    /// fragment, characters that no URL has, empty segments, or segments that end in a dot or name a file's stream, which some
    /// file systems read as the name before it.
    /// </summary>
    public static bool IsAmbiguous(HttpContext context) =>
        IsAmbiguous(context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "");

    /// <summary>The same for a raw request target, origin-form or absolute-form (RFC 9112, section 3.2).</summary>
    public static bool IsAmbiguous(ReadOnlySpan<char> target)
    {
        var path = PathOf(target);
        return path.Contains("//", StringComparison.Ordinal)
            || path.Contains("./", StringComparison.Ordinal)
            || path.EndsWith('.')
            || (path.ContainsAnyExcept(Ordinary) && HasAmbiguousCharacter(path));
    }

    private static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target)
    {
        if (target is not ['/', ..])
        {
            var scheme = target.IndexOf("://", StringComparison.Ordinal);
            var slash = scheme < 0 ? -1 : target[(scheme + 3)..].IndexOf('/');
            target = slash < 0 ? [] : target[(scheme + 3 + slash)..];
        }

        // A fragment does not belong in a request target (RFC 9112, section 3.2): who cuts it off and who keeps it is anybody's guess.
        var end = target.IndexOf('?');
        return end < 0 ? target : target[..end];
    }

    private static bool HasAmbiguousCharacter(ReadOnlySpan<char> path)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] is ';' or '\\' or '#' or < '!' or > '~' || path[i..].StartsWith("::"))
                return true;
            if (path[i] != '%')
                continue;
            if (i + 2 >= path.Length || !char.IsAsciiHexDigit(path[i + 1]) || !char.IsAsciiHexDigit(path[i + 2]))
                return true;

            var value = Convert.FromHexString(path.Slice(i + 1, 2))[0];
            if (value is <= (byte)' ' or 0x7f || ReshapesPath.Contains((char)value))
                return true;
            if (value < 0x80)
                i += 2;
            else if (Utf8SequenceLength(path[i..]) is > 0 and var length)
                i += (length * 3) - 1;
            else
                return true;
        }

        return false;
    }

    /// <summary>How many escapes in a row make one UTF-8 character; 0 when they do not.</summary>
    private static int Utf8SequenceLength(ReadOnlySpan<char> escapes)
    {
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        while (count < 4 && escapes.Length >= (count * 3) + 3 && escapes[count * 3] == '%'
            && Convert.FromHexString(escapes.Slice((count * 3) + 1, 2), bytes.Slice(count, 1), out _, out _) == OperationStatus.Done)
            count++;

        return Rune.DecodeFromUtf8(bytes[..count], out _, out var length) == OperationStatus.Done ? length : 0;
    }
}
