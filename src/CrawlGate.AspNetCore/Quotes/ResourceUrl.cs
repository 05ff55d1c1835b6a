using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>The gate's own name for a page: the configured public URL and the request's path and query. Host headers never count.</summary>
internal sealed class ResourceUrl(string publicUrl)
{
    /// <summary>Longer URLs lose their query in a quote, so that the header stays within what clients read.</summary>
    private const int MaxQuotedLength = 1024;

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

    /// <summary>The bytes of a URL inside a JSON string.</summary>
    public static ReadOnlySpan<byte> Encode(string url) => JsonEncodedText.Encode(url).EncodedUtf8Bytes;
}
