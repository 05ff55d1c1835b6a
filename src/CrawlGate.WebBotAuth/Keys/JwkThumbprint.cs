using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CrawlGate.WebBotAuth;

/// <summary>JWK thumbprints (RFC 7638): SHA-256 over the required members in lexicographic order, base64url.</summary>
internal static class JwkThumbprint
{
    /// <summary>Characters of a thumbprint.</summary>
    public const int Length = 43;

    public static string OfEd25519(ReadOnlySpan<byte> x) =>
        Of($$"""{"crv":"Ed25519","kty":"OKP","x":"{{Base64Url.EncodeToString(x)}}"}""");

    public static string OfRsa(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent) =>
        Of($$"""{"e":"{{Base64Url.EncodeToString(exponent)}}","kty":"RSA","n":"{{Base64Url.EncodeToString(modulus)}}"}""");

    public static string OfP256(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y) =>
        Of($$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(x)}}","y":"{{Base64Url.EncodeToString(y)}}"}""");

    /// <summary>Whether a text can be a thumbprint: 43 base64url characters for 32 bytes.</summary>
    public static bool IsThumbprint(ReadOnlySpan<char> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<char> again = stackalloc char[Length];
        return text.Length == Length
            && Base64Url.DecodeFromChars(text, hash, out _, out var length) == OperationStatus.Done && length == hash.Length
            && Base64Url.TryEncodeToChars(hash, again, out _) && text.SequenceEqual(again);
    }

    private static string Of(string json) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(json)));
}
