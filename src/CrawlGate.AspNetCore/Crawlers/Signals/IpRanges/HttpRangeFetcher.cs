using System.Net;
using System.Net.Http.Headers;

namespace CrawlGate.AspNetCore;

/// <summary>Gets lists over HTTPS: bounded in size, time and redirects, and never down to plain HTTP.</summary>
internal sealed class HttpRangeFetcher(TimeProvider time, SocketsHttpHandler handler) : IRangeFetcher, IDisposable
{
    private const int MaxRedirects = 3;
    private const int MaxETagLength = 256;

    private readonly HttpMessageInvoker _http = new(handler);

    public HttpRangeFetcher(TimeProvider time)
        : this(time, CreateHandler())
    {
    }

    /// <summary>How long one list may take, redirects and body included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Plain HTTP as well, for tests.</summary>
    public bool AllowsHttp { get; init; }

    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All, // the limit counts what comes out
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxResponseHeadersLength = 32,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that DNS changes are seen
    };

    public async Task<RangeFetch> GetAsync(Uri url, RangeValidator? known, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await FollowAsync(url, known, either.Token);
        }
        catch (HttpRequestException failure)
        {
            return new RangeFetch.Failed($"no answer ({failure.HttpRequestError})");
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            return new RangeFetch.Failed("the answer broke off");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new RangeFetch.Failed($"no whole answer within {Timeout.TotalSeconds:0.#} s");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<RangeFetch> FollowAsync(Uri url, RangeValidator? known, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            if (!IsAllowed(url))
                return new RangeFetch.Failed(redirects == 0 ? "its URL is not https" : "it redirects to a URL that is not https");

            using var request = CreateRequest(url, known);
            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return await ReadAsync(response, known, cancellationToken);
            }

            if (response.Headers.Location is not { } location || !Uri.TryCreate(url, location, out var target))
                return new RangeFetch.Failed("it redirects to nowhere");
            if (redirects == MaxRedirects)
                return new RangeFetch.Failed($"it redirects more than {MaxRedirects} times");
            url = target;
        }
    }

    private bool IsAllowed(Uri url) =>
        url.IsAbsoluteUri && url.UserInfo.Length == 0 && (url.Scheme == Uri.UriSchemeHttps || (AllowsHttp && url.Scheme == Uri.UriSchemeHttp));

    private static HttpRequestMessage CreateRequest(Uri url, RangeValidator? known)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("CrawlGate", null));
        request.Headers.Accept.ParseAdd("application/json, text/csv, text/plain;q=0.9, */*;q=0.5");
        if (EntityTagHeaderValue.TryParse(known?.ETag, out var etag))
            request.Headers.IfNoneMatch.Add(etag);
        else
            request.Headers.IfModifiedSince = known?.LastModified;
        return request;
    }

    private static async Task<RangeFetch> ReadAsync(HttpResponseMessage response, RangeValidator? known, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NotModified && known is not null)
            return new RangeFetch.NotModified();
        if (response.StatusCode != HttpStatusCode.OK)
            return new RangeFetch.Failed($"the answer is {(int)response.StatusCode}");
        if (response.Content.Headers.ContentLength > IpRangeParser.MaxLength)
            return TooLong();

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (body.Length + read > IpRangeParser.MaxLength)
                return TooLong();
            body.Write(buffer, 0, read);
        }

        var etag = response.Headers.ETag?.ToString();
        var validator = new RangeValidator(etag?.Length <= MaxETagLength ? etag : null, response.Content.Headers.LastModified);
        return new RangeFetch.Fetched(body.ToArray(), validator is { ETag: null, LastModified: null } ? null : validator);
    }

    private static RangeFetch.Failed TooLong() => new("the answer is longer than 4 MiB");
}
