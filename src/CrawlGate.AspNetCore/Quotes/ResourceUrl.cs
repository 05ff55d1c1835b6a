using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>The gate's own name for a page: the configured public URL and the request's path and query. Host headers never count.</summary>
internal sealed class ResourceUrl(string publicUrl)
{
    /// <summary>Longer URLs lose their query in a quote, so that the header stays within what clients read.</summary>
    public const int MaxQuotedLength = 1024;

    /// <summary>What stands in JSON as it is, for the strictest encoder.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$()*,;=%");

    private readonly string _base = publicUrl.TrimEnd('/');

    /// <summary>The whole URL.</summary>
    public string Of(HttpRequest request) => string.Concat(_base, request.PathBase.ToUriComponent(), request.Path.ToUriComponent(), request.QueryString.ToUriComponent());

    /// <summary>The URL as it stands in a quote, short enough for a header and encoded as JSON string content.</summary>
    public string ForQuote(HttpRequest request)
    {
        var url = Of(request);
        if (url.Length > MaxQuotedLength)
            url = string.Concat(_base, request.PathBase.ToUriComponent(), request.Path.ToUriComponent());

        return url.Length > MaxQuotedLength ? _base + "/" : url;
    }

    /// <summary>The bytes of a quoted URL inside a JSON string.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="buffer">Room for <see cref="MaxQuotedLength"/> bytes, which nearly every URL fits into as it is.</param>
    public static ReadOnlySpan<byte> Encode(string url, Span<byte> buffer)
    {
        if (url.Length > buffer.Length || url.AsSpan().ContainsAnyExcept(Plain))
            return JsonEncodedText.Encode(url).EncodedUtf8Bytes;

        return buffer[..Encoding.ASCII.GetBytes(url, buffer)];
    }
}
