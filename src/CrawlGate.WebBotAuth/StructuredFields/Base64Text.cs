using System.Buffers;

namespace CrawlGate.WebBotAuth;

/// <summary>Base64 in its one permitted form: padded, without spaces, no stray bits in the last character.</summary>
internal static class Base64Text
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    public static bool IsCanonical(ReadOnlySpan<char> text)
    {
        var padding = text is [.., '=', '='] ? 2 : text is [.., '='] ? 1 : 0;
        var digits = text[..^padding];
        return text.Length % 4 == 0
            && !digits.ContainsAnyExcept(Alphabet)
            // Of the last digit 4 or 2 bits are beyond the last byte.
            && (padding == 0 || (ValueOf(digits[^1]) & (padding == 2 ? 0b1111 : 0b11)) == 0);
    }

    private static int ValueOf(char digit) => digit switch
    {
        >= 'A' and <= 'Z' => digit - 'A',
        >= 'a' and <= 'z' => digit - 'a' + 26,
        >= '0' and <= '9' => digit - '0' + 52,
        '+' => 62,
        _ => 63,
    };
}
