using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CrawlGate.AspNetCore;

/// <summary>
/// The form of the gate's cookies: <c>v1.EPOCH.PAYLOAD.MAC</c>, signed with a key of the epoch by HMAC-SHA256. There is one algorithm, and
/// no field that chooses another. Reading allocates nothing.
/// </summary>
internal static class SignedCookie
{
    /// <summary>The longest payload, in bytes.</summary>
    public const int MaxPayload = 64;

    private const string Version = "v1.";
    private const int MaxLength = 256;

    /// <summary>Signs a payload.</summary>
    public static string Write(int epoch, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> key)
    {
        var signed = string.Create(CultureInfo.InvariantCulture, $"{Version}{epoch}.{Base64Url.EncodeToString(payload)}");
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The epoch that a cookie names, of which nothing is proven yet.</summary>
    public static bool TryReadEpoch(ReadOnlySpan<char> value, out int epoch)
    {
        epoch = 0;
        if (value.Length > MaxLength || !value.StartsWith(Version, StringComparison.Ordinal))
            return false;

        var rest = value[Version.Length..];
        var dot = rest.IndexOf('.');
        return dot is > 0 and <= 6 && int.TryParse(rest[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out epoch);
    }

    /// <summary>Reads a payload of a known length, if the key signed it.</summary>
    public static bool TryRead(ReadOnlySpan<char> value, ReadOnlySpan<byte> key, Span<byte> payload)
    {
        var macAt = value.LastIndexOf('.');
        var payloadAt = macAt < 0 ? -1 : value[..macAt].LastIndexOf('.');
        if (payloadAt < Version.Length || value.Length > MaxLength)
            return false;

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!TryDecode(value[(macAt + 1)..], mac))
            return false;

        Span<byte> signed = stackalloc byte[MaxLength];
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!Ascii.IsValid(value[..macAt]))
            return false;
        var length = Encoding.ASCII.GetBytes(value[..macAt], signed);
        HMACSHA256.HashData(key, signed[..length], expected);
        return CryptographicOperations.FixedTimeEquals(mac, expected) && TryDecode(value[(payloadAt + 1)..macAt], payload);
    }

    /// <summary>Exactly as many bytes as there is room for.</summary>
    private static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes) =>
        Base64Url.GetMaxDecodedLength(text.Length) <= MaxPayload
        && Base64Url.IsValid(text, out var length)
        && length == bytes.Length
        && Base64Url.TryDecodeFromChars(text, bytes, out var written)
        && written == bytes.Length;
}
