using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CrawlGate.AspNetCore;

/// <summary>
/// JSON serialised once, with gaps where the resource's URL and the reason go: rendering a quote copies bytes and serialises
/// nothing.
/// </summary>
internal sealed class JsonTemplate
{
    /// <summary>Serialise this as the URL to mark where it goes.</summary>
    public const string UrlMark = "@url@";

    /// <summary>Serialise this as the error to mark where the reason's members go.</summary>
    public const string ErrorMark = "@error@";

    private static readonly byte[] UrlGap = "@url@"u8.ToArray();
    private static readonly byte[] ErrorGap = "\"error\":\"@error@\""u8.ToArray();

    private readonly (byte[] Literal, bool ThenUrl, bool ThenError)[] _parts;

    private JsonTemplate((byte[], bool, bool)[] parts) => _parts = parts;

    public static JsonTemplate Create<T>(T value, JsonTypeInfo<T> type)
    {
        ReadOnlySpan<byte> json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var parts = new List<(byte[], bool, bool)>();
        while (true)
        {
            var url = json.IndexOf(UrlGap);
            var error = json.IndexOf(ErrorGap);
            if (url < 0 && error < 0)
            {
                parts.Add((json.ToArray(), false, false));
                return new JsonTemplate([.. parts]);
            }

            var urlIsNext = error < 0 || (url >= 0 && url < error);
            var at = urlIsNext ? url : error;
            parts.Add((json[..at].ToArray(), urlIsNext, !urlIsNext));
            json = json[(at + (urlIsNext ? UrlGap.Length : ErrorGap.Length))..];
        }
    }

    /// <summary>Appends the JSON with the gaps filled: <paramref name="url"/> and <paramref name="error"/> are encoded JSON already.</summary>
    public void Render(IBufferWriter<byte> writer, ReadOnlySpan<byte> url, ReadOnlySpan<byte> error)
    {
        foreach (var (literal, thenUrl, thenError) in _parts)
        {
            writer.Write(literal);
            if (thenUrl)
                writer.Write(url);
            else if (thenError)
                writer.Write(error);
        }
    }
}
