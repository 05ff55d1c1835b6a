using System.Collections.Frozen;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Tokens by their first word, a run of letters, digits, hyphens and underscores. A bitmap over length and three letters of a
/// word spares nearly every word of a browser's User-Agent the look into the table.
/// </summary>
internal sealed class TokenIndex
{
    private const int FilterBits = 1 << 15;

    private readonly ulong[] _filter = new ulong[FilterBits / 64];
    private readonly FrozenDictionary<string, TokenMatch[]>.AlternateLookup<ReadOnlySpan<char>> _byFirstWord;

    public TokenIndex(IEnumerable<Crawler> crawlers)
    {
        var byFirstWord = crawlers
            .GroupBy(crawler => crawler.Token[..WordEnd(crawler.Token, 0)], StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(
                group => group.Key,
                group => group.OrderByDescending(crawler => crawler.Token.Length).Select(crawler => new TokenMatch(crawler)).ToArray(),
                StringComparer.OrdinalIgnoreCase);
        foreach (var word in byFirstWord.Keys)
        {
            var bit = FilterBit(word);
            _filter[bit >> 6] |= 1UL << bit;
        }

        _byFirstWord = byFirstWord.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    /// <summary>Where the word that begins at a place ends.</summary>
    public static int WordEnd(ReadOnlySpan<char> text, int start)
    {
        while (start < text.Length && IsWordCharacter(text[start]))
            start++;
        return start;
    }

    /// <summary>The longest token at a place, which is known by the word there; null when there is none.</summary>
    public TokenMatch? Find(ReadOnlySpan<char> userAgent, int start, int end)
    {
        var word = userAgent[start..end];
        var bit = FilterBit(word);
        if ((_filter[bit >> 6] & (1UL << bit)) == 0 || !_byFirstWord.TryGetValue(word, out var candidates))
            return null;

        foreach (var candidate in candidates)
        {
            if (candidate.IsAt(userAgent, start))
                return candidate;
        }

        return null;
    }

    // Or-ing 0x20 makes letters lower case; what it does to the other word characters it does to both sides.
    private static int FilterBit(ReadOnlySpan<char> word)
    {
        var hash = (uint)word.Length;
        hash = (hash * 61) + (word[0] | 0x20u);
        hash = (hash * 61) + (word[word.Length / 2] | 0x20u);
        hash = (hash * 61) + (word[^1] | 0x20u);
        return (int)((hash * 2654435769u) >> 17);
    }
}
