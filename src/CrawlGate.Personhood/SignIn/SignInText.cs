using System.Buffers;
using System.Text;

namespace CrawlGate.Personhood;

/// <summary>What may stand on a line of a sign-in message, so that no field can pass for another one.</summary>
internal static class SignInText
{
    private const int MaxFieldLength = 2048;

    /// <summary>The shortest nonce (EIP-4361).</summary>
    private const int MinNonceLength = 8;

    private static readonly SearchValues<char> AuthorityCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&'()*+,;=:[]@");

    private static readonly SearchValues<char> UriCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&'()*+,;=:[]@/?#");

    /// <summary>A host with or without its port.</summary>
    public static bool IsDomain(string text) => text.Length is > 0 and <= MaxFieldLength && !text.AsSpan().ContainsAnyExcept(AuthorityCharacters);

    /// <summary>A URI with its scheme, in ASCII (RFC 3986).</summary>
    public static bool IsUri(string text) =>
        text.Length <= MaxFieldLength && !text.AsSpan().ContainsAnyExcept(UriCharacters)
        && text.IndexOf(':', StringComparison.Ordinal) > 0 && char.IsAsciiLetter(text[0]) && Uri.TryCreate(text, UriKind.Absolute, out _);

    /// <summary>Path characters only.</summary>
    public static bool IsRequestId(string text) =>
        text.Length <= MaxFieldLength && !text.AsSpan().ContainsAnyExcept(UriCharacters) && !text.AsSpan().ContainsAny("/?#[]");

    /// <summary>At least eight letters and digits.</summary>
    public static bool IsNonce(string text) => text.Length is >= MinNonceLength and <= MaxFieldLength && text.All(char.IsAsciiLetterOrDigit);

    /// <summary>Text of one line: a line break would let a statement write the fields after it.</summary>
    public static bool IsStatement(string text)
    {
        if (text.Length > MaxFieldLength)
            return false;

        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done || Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
                return false;
            rest = rest[length..];
        }

        return true;
    }
}
