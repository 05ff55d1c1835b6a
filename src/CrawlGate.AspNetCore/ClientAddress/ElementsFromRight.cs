using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>
/// The elements of a comma-separated header, last line and last element first, as the proxies added them. Reading from the right
/// means that nothing a visitor wrote on the left, an open quote for one, can change how the part of the proxies reads.
/// </summary>
/// <param name="lines">The header's lines in the order they came.</param>
/// <param name="quoted">Whether elements may hold quoted strings (RFC 9110, section 5.6.4), in which commas do not separate.</param>
internal ref struct ElementsFromRight(StringValues lines, bool quoted)
{
    private readonly StringValues _lines = lines;
    private ReadOnlySpan<char> _rest;
    private int _line = lines.Count;
    private bool _hasRest;

    /// <summary>The element without the white space around it; may be empty.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    public bool MoveNext()
    {
        if (!_hasRest)
        {
            if (_line == 0)
                return false;
            _rest = _lines[--_line];
        }

        var comma = quoted ? LastCommaOutsideQuotes(_rest) : _rest.LastIndexOf(',');
        Current = _rest[(comma + 1)..].Trim(" \t");
        _hasRest = comma >= 0;
        _rest = _rest[..Math.Max(comma, 0)];
        return true;
    }

    private static int LastCommaOutsideQuotes(ReadOnlySpan<char> text)
    {
        var isQuoted = false;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == ',' && !isQuoted)
                return i;
            if (text[i] == '"' && !IsEscaped(text, i))
                isQuoted = !isQuoted;
        }

        return -1;
    }

    private static bool IsEscaped(ReadOnlySpan<char> text, int index)
    {
        var backslashes = 0;
        while (index - backslashes > 0 && text[index - backslashes - 1] == '\\')
            backslashes++;
        return backslashes % 2 == 1;
    }
}
