using System.Security.Cryptography;

namespace CrawlGate.WebBotAuth;

/// <summary>The <c>Content-Digest</c> of a body (RFC 9530 section 2).</summary>
internal static class ContentDigest
{
    public const string Header = "content-digest";

    private const string Sha256 = "sha-256";
    private const string Sha512 = "sha-512";

    /// <summary>A header value with the body's SHA-256.</summary>
    public static string Create(ReadOnlySpan<byte> body) => $"{Sha256}=:{Convert.ToBase64String(SHA256.HashData(body))}:";

    /// <summary>Whether a header has a digest of SHA-256 or SHA-512 at least, and all it has of those are the body's.</summary>
    public static bool Matches(FieldLines field, ReadOnlySpan<byte> body)
    {
        if (field.Combined is not { } value || !FieldReader.TryReadDictionary(value, out var members))
            return false;

        var found = false;
        Span<byte> expected = stackalloc byte[SHA512.HashSizeInBytes];
        Span<byte> actual = stackalloc byte[SHA512.HashSizeInBytes];
        foreach (var member in members)
        {
            if (member.Key is not (Sha256 or Sha512))
                continue;

            var size = member.Key == Sha256 ? SHA256.HashData(body, expected) : SHA512.HashData(body, expected);
            if (member.InnerList is not null || !member.Item.Value.TryGetBytes(actual, out var length) || !actual[..length].SequenceEqual(expected[..size]))
                return false;

            found = true;
        }

        return found;
    }
}
