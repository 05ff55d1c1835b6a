using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrawlGate.AspNetCore;

/// <summary>
/// A list as it was fetched, for keeping. The file is one line of JSON about the list, then the list's own bytes, so that the two
/// can never be of different versions.
/// </summary>
internal sealed record RangeCopy(RangeCopyHeader Header, ReadOnlyMemory<byte> Body)
{
    public const int MaxFileLength = MaxHeaderLength + IpRangeParser.MaxLength;

    private const int MaxHeaderLength = 16 * 1024;

    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(Header, RangeJsonContext.Default.RangeCopyHeader), (byte)'\n', .. Body.Span];

    /// <summary>Reads a file; null when it is torn, altered or no copy at all.</summary>
    public static RangeCopy? Parse(ReadOnlyMemory<byte> file)
    {
        var end = file.Span.IndexOf((byte)'\n');
        if (end is < 0 or > MaxHeaderLength)
            return null;

        try
        {
            var body = file[(end + 1)..];
            var header = JsonSerializer.Deserialize(file.Span[..end], RangeJsonContext.Default.RangeCopyHeader);
            return header is not null && header.Sha256 == Hash(body.Span) ? new RangeCopy(header, body) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>What is known of a copy besides its bytes.</summary>
/// <param name="Url">Where the list is published.</param>
/// <param name="ETag">Its entity tag; null when it has none.</param>
/// <param name="LastModified">When it changed last, as the server says.</param>
/// <param name="FetchedAt">When these bytes were fetched.</param>
/// <param name="ConfirmedAt">When the server last said that these bytes are current.</param>
/// <param name="Sha256">The SHA-256 of the bytes in lower-case hexadecimal.</param>
internal sealed record RangeCopyHeader(
    string Url, string? ETag, DateTimeOffset? LastModified, DateTimeOffset FetchedAt, DateTimeOffset ConfirmedAt, string Sha256)
{
    [JsonIgnore]
    public RangeValidator? Validator => ETag is null && LastModified is null ? null : new RangeValidator(ETag, LastModified);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RangeCopyHeader))]
internal sealed partial class RangeJsonContext : JsonSerializerContext;
