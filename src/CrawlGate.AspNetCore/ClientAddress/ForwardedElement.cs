using System.Buffers;

namespace CrawlGate.AspNetCore;

/// <summary>One element of <c>Forwarded</c>: <c>name=value</c> pairs between semicolons (RFC 7239, section 4).</summary>
internal static class ForwardedElement
{
    private const string Whitespace = " \t";

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Finds the value of <c>for</c>. False when there is none, when there are two, and when any pair is malformed.</summary>
    public static bool TryGetFor(ReadOnlySpan<char> element, out ReadOnlySpan<char> node)
    {
        node = default;
        var isFound = false;
        while (true)
        {
            element = element.TrimStart(Whitespace);
            if (element is not ([] or [';', ..]))
            {
                if (!TryReadPair(ref element, out var name, out ReadOnlySpan<char> value))
                    return false;
                if (name.Equals("for", StringComparison.OrdinalIgnoreCase))
                {
                    if (isFound)
                        return false;
                    isFound = true;
                    node = value;
                }

                element = element.TrimStart(Whitespace);
            }

            if (element.IsEmpty)
                return isFound;
            if (element[0] != ';')
                return false;
            element = element[1..];
        }
    }

    private static bool TryReadPair(scoped ref ReadOnlySpan<char> text, out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        value = default;
        var end = EndOfToken(text);
        name = text[..end];
        text = text[end..];
        if (name.IsEmpty || text is not ['=', ..])
            return false;

        text = text[1..];
        if (text is ['"', ..])
            return TryReadQuoted(ref text, out value);

        end = EndOfToken(text);
        value = text[..end];
        text = text[end..];
        return end > 0;
    }

    private static int EndOfToken(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(TokenCharacters) is >= 0 and var end ? end : text.Length;

    // Escapes stay as they are: no address needs one, so a value that has them is not one.
    private static bool TryReadQuoted(scoped ref ReadOnlySpan<char> text, out ReadOnlySpan<char> value)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                value = text[1..i];
                text = text[(i + 1)..];
                return true;
            }
        }

        value = default;
        return false;
    }
}
