using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CrawlGate.Personhood;

/// <summary>
/// What an issuer says about itself at <c>/.well-known/private-token-issuer-directory</c> (RFC 9578 section 4).
/// </summary>
/// <param name="IssuerRequestUri">Where clients ask for tokens: a URL or a path at the issuer.</param>
/// <param name="Keys">Its keys for tokens of type 0x0002 in its own order; those for other types are left out.</param>
public sealed record PrivateTokenDirectory(string IssuerRequestUri, IReadOnlyList<DirectoryTokenKey> Keys)
{
    /// <summary>The path on the issuer's host.</summary>
    public const string WellKnownPath = "/.well-known/private-token-issuer-directory";

    /// <summary>The media type of the document.</summary>
    public const string MediaType = "application/private-token-issuer-directory";

    /// <summary>The most bytes that are read.</summary>
    public const int MaxLength = 64 * 1024;

    private const int MaxKeys = 64;
    private const int MaxUriLength = 2048;

    /// <summary>Reads the document; a malformed member or key of type 0x0002 spoils all of it, unknown members are passed over.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out PrivateTokenDirectory? directory, [NotNullWhen(false)] out string? error)
    {
        directory = null;
        error = Read(utf8, out var uri, out var keys);
        if (error is not null)
            return false;

        directory = new PrivateTokenDirectory(uri, keys);
        return true;
    }

    /// <summary>The keys that may be in use at a moment, the one to ask tokens for first.</summary>
    public IReadOnlyList<TokenIssuerKey> KeysAt(DateTimeOffset moment) =>
        [.. Keys.Where(key => key.NotBefore is not { } start || start <= moment).Select(key => key.Key)];

    private static string? Read(ReadOnlySpan<byte> utf8, out string uri, out List<DirectoryTokenKey> keys)
    {
        (uri, keys) = ("", []);
        if (utf8.Length > MaxLength)
            return "It is too long.";
        if (!UntrustedDocument.TryParse(utf8, out var root))
            return "It is not a JSON object.";
        if (!UntrustedDocument.TryGetText(root, "issuer-request-uri"u8, out uri)
            || uri.Length > MaxUriLength || !Uri.TryCreate(uri, UriKind.RelativeOrAbsolute, out _))
        {
            return "issuer-request-uri is not a URI.";
        }

        if (!root.TryGetProperty("token-keys"u8, out var list) || list.ValueKind != JsonValueKind.Array)
            return "token-keys is not a list.";
        if (list.GetArrayLength() > MaxKeys)
            return $"It lists more than {MaxKeys} keys.";

        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("token-type"u8, out var type)
                || type.ValueKind != JsonValueKind.Number || !type.TryGetUInt16(out var number))
            {
                return "A token-type is not a number.";
            }

            if (number != TokenChallenge.BlindRsa)
                continue;
            if (!UntrustedDocument.TryGetText(item, "token-key"u8, out var text) || !PrivateTokenHeaders.TryDecode(text, out var encoded))
                return "A token-key is not base64url.";
            if (!TokenIssuerKey.TryParse(encoded, out var key, out var reason))
                return $"A token-key is unusable. {reason}";
            if (!TryReadStart(item, out var notBefore))
                return "A not-before is not a time.";

            keys.Add(new DirectoryTokenKey(key, notBefore));
        }

        return null;
    }

    private static bool TryReadStart(JsonElement item, out DateTimeOffset? notBefore)
    {
        notBefore = null;
        if (!item.TryGetProperty("not-before"u8, out var value))
            return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetUInt32(out var seconds))
            return false;

        notBefore = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }
}
