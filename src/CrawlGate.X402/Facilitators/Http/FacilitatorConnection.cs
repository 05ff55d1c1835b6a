using System.Net.Http.Headers;
using System.Text;

namespace CrawlGate.X402;

/// <summary>Sends requests to one facilitator, once each: no redirects, bounded answers, strict JSON.</summary>
internal sealed class FacilitatorConnection : IDisposable
{
    private const int MaxResponseLength = 64 * 1024;

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(60);

    private readonly string _baseUrl;
    private readonly Func<HttpRequestMessage, CancellationToken, ValueTask>? _authorize;
    private readonly TimeProvider _timeProvider;
    private readonly HttpMessageInvoker _http;

    public FacilitatorConnection(Uri baseUrl, Func<HttpRequestMessage, CancellationToken, ValueTask>? authorize, TimeProvider timeProvider)
    {
        _baseUrl = baseUrl.AbsoluteUri.TrimEnd('/');
        _authorize = authorize;
        _timeProvider = timeProvider;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that DNS changes are seen
        });
    }

    public async Task<FacilitatorAnswer> SendAsync(HttpMethod method, string path, byte[]? body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, _baseUrl + path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var deadline = new CancellationTokenSource(timeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        if (await AuthorizeAsync(request, either.Token) is { } refusal)
            return refusal;

        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            return await ReadAsync(response, request.Headers.Authorization?.Parameter, either.Token);
        }
        catch (HttpRequestException failure)
        {
            return FacilitatorAnswer.Failed($"{failure.HttpRequestError}", NeverConnected(failure));
        }
        catch (IOException failure)
        {
            return FacilitatorAnswer.Failed($"The answer broke off: {failure.GetType().Name}.", notSent: false);
        }
        catch (OperationCanceledException)
        {
            return FacilitatorAnswer.Failed(cancellationToken.IsCancellationRequested ? "Cancelled." : "No answer in time.", notSent: false);
        }
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<FacilitatorAnswer?> AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_authorize is null)
            return null;

        try
        {
            await _authorize(request, cancellationToken);
            return null;
        }
        catch (Exception failure)
        {
            return FacilitatorAnswer.Failed($"No authorization for the facilitator: {failure.GetType().Name}.", notSent: true);
        }
    }

    private async Task<FacilitatorAnswer> ReadAsync(HttpResponseMessage response, string? secret, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var retryAfter = RetryAfter(response.Headers.RetryAfter);
        if (status is >= 300 and < 400)
            return FacilitatorAnswer.Of(null, status, "a redirect, which is not followed", retryAfter);

        var bytes = new byte[MaxResponseLength + 1];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MaxResponseLength)
            return FacilitatorAnswer.Of(null, status, "an answer of more than 64 KiB", retryAfter);

        var answer = Without(secret, bytes.AsSpan(0, length));
        var start = Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 256)]);
        return StrictJson.TryParse(answer, out var body)
            ? FacilitatorAnswer.Of(body, status, start, retryAfter)
            : FacilitatorAnswer.Of(null, status, $"no JSON: {start}", retryAfter);
    }

    // Error pages show the headers of the request, and what is answered is logged.
    private static ReadOnlySpan<byte> Without(string? secret, ReadOnlySpan<byte> answer) =>
        string.IsNullOrEmpty(secret) || answer.IndexOf(Encoding.UTF8.GetBytes(secret)) < 0
            ? answer
            : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(answer).Replace(secret, "(the API key)", StringComparison.Ordinal));

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? header?.Date - _timeProvider.GetUtcNow();
        return wait is { } span ? TimeSpan.FromTicks(Math.Clamp(span.Ticks, 0, LongestRetryAfter.Ticks)) : null;
    }

    private static bool NeverConnected(HttpRequestException failure) =>
        failure.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError;
}
