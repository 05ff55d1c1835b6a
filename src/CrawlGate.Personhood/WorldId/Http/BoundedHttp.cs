using System.Net.Http.Headers;

namespace CrawlGate.Personhood;

/// <summary>Sends a request once: no redirects, a limit of time, and one of length.</summary>
internal sealed class BoundedHttp(TimeSpan timeout, int maxResponseBytes, TimeProvider timeProvider) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that DNS changes are seen
    });

    /// <summary>The service's URL without the slash at its end.</summary>
    /// <exception cref="ArgumentException">It is not absolute http or https, or has a query or fragment.</exception>
    public static string BaseOf(Uri url) =>
        url.IsAbsoluteUri && url.Scheme is "http" or "https" && url.Query.Length + url.Fragment.Length == 0
            ? url.AbsoluteUri.TrimEnd('/')
            : throw new ArgumentException("Expected an absolute http or https URL without query.", nameof(url));

    public static ByteArrayContent Json(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>The answer, or a status of zero and what went wrong, without another's words.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<(int Status, ReadOnlyMemory<byte> Body, string Fault)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            var bytes = new byte[maxResponseBytes + 1];
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, either.Token);
            return length <= maxResponseBytes ? ((int)response.StatusCode, bytes.AsMemory(0, length), "") : (0, default, "it answered too much");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return (0, default, $"it could not be asked ({failure.GetType().Name})");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (0, default, "it did not answer in time");
        }
    }

    public void Dispose() => _http.Dispose();
}
