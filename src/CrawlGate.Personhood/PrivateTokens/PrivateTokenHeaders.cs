using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CrawlGate.Personhood;

/// <summary>The <c>PrivateToken</c> authentication scheme on the wire (RFC 9577 sections 2.1.1 and 2.2.2).</summary>
public static class PrivateTokenHeaders
{
    /// <summary>The name of the scheme.</summary>
    public const string Scheme = "PrivateToken";

    private const string Challenge = "challenge";
    private const string TokenKey = "token-key";
    private const string MaxAge = "max-age";
    private const string Token = "token";

    private static readonly SearchValues<char> Base64UrlDigits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>A value of <c>WWW-Authenticate</c>; every parameter is quoted, since base64 may end with <c>=</c>.</summary>
    /// <param name="challenge">What the token is asked for.</param>
    /// <param name="key">The issuer's key that is to sign it.</param>
    /// <param name="maxAge">How long the challenge may be answered, in whole seconds; not said when null.</param>
    /// <exception cref="ArgumentException">A name in the challenge is too long or not ASCII.</exception>
    public static string Write(in TokenChallenge challenge, TokenIssuerKey key, TimeSpan? maxAge = null) =>
        $"{Scheme} {Challenge}=\"{Encode(challenge.Encode())}\", {TokenKey}=\"{Encode(key.Encoded)}\""
        + (maxAge is { } age ? string.Create(CultureInfo.InvariantCulture, $", {MaxAge}=\"{(long)age.TotalSeconds}\"") : "");

    /// <summary>One value of <c>WWW-Authenticate</c> with several challenges, in order of preference.</summary>
    public static string Join(IEnumerable<string> challenges) => string.Join(", ", challenges);

    /// <summary>
    /// Reads the challenges of a <c>WWW-Authenticate</c> value. Other schemes and unknown parameters are passed over; a challenge
    /// without or with malformed parameters of its own makes the value malformed.
    /// </summary>
    public static bool TryParseChallenges(ReadOnlySpan<char> value, out IReadOnlyList<ReceivedTokenChallenge> challenges)
    {
        var found = new List<ReceivedTokenChallenge>();
        challenges = found;
        if (!AuthenticationField.TryRead(value, Scheme, out var mentions))
            return false;

        foreach (var parameters in mentions)
        {
            if (!parameters.TryGetValue(Challenge, out var challenge) || !TryDecode(challenge, out var challengeBytes))
                return false;

            var key = Array.Empty<byte>();
            TimeSpan? maxAge = null;
            if (parameters.TryGetValue(TokenKey, out var keyText) && !TryDecode(keyText, out key))
                return false;
            if (parameters.TryGetValue(MaxAge, out var ageText))
            {
                if (!int.TryParse(ageText, NumberStyles.None, CultureInfo.InvariantCulture, out var age))
                    return false;
                maxAge = TimeSpan.FromSeconds(age);
            }

            found.Add(new ReceivedTokenChallenge(challengeBytes, key, maxAge));
        }

        return true;
    }

    /// <summary>
    /// Reads the token of an <c>Authorization</c> value: quoted or not, padded or not, with unknown parameters and other schemes beside
    /// it. False when there is none, it is malformed, or there are several.
    /// </summary>
    public static bool TryParseToken(ReadOnlySpan<char> value, [NotNullWhen(true)] out PrivateToken? token)
    {
        token = null;
        return AuthenticationField.TryRead(value, Scheme, out var mentions)
            && mentions is [var parameters]
            && parameters.TryGetValue(Token, out var text)
            && TryDecode(text, out var bytes)
            && PrivateToken.TryParse(bytes, out token);
    }

    /// <summary>base64url with padding, as RFC 9577 writes it.</summary>
    internal static string Encode(ReadOnlySpan<byte> bytes) =>
        Base64Url.EncodeToString(bytes) is var text && text.Length % 4 == 0 ? text : text.PadRight((text.Length + 3) / 4 * 4, '=');

    /// <summary>Decodes base64url with its padding or without.</summary>
    internal static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        var digits = text.TrimEnd('=');
        var paddedLength = (digits.Length + 3) / 4 * 4;
        if (digits.IsEmpty || digits.Length % 4 == 1 || digits.ContainsAnyExcept(Base64UrlDigits)
            || (text.Length != digits.Length && text.Length != paddedLength))
        {
            return false;
        }

        var decoded = new byte[Base64Url.GetMaxDecodedLength(digits.Length)];
        if (Base64Url.DecodeFromChars(digits, decoded, out var consumed, out var written) != OperationStatus.Done || consumed != digits.Length)
            return false;

        bytes = decoded[..written];
        return true;
    }
}
