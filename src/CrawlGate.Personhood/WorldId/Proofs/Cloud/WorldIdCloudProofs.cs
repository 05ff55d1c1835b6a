using System.Net.Http.Headers;

namespace CrawlGate.Personhood;

/// <summary>
/// Has World's cloud verify proofs. Each is sent once: no retries, no redirects, a limit of time and of length. Whatever is not a plain
/// verdict leaves the question open.
/// </summary>
public sealed class WorldIdCloudProofs : IWorldIdProofs, IDisposable
{
    private readonly WorldIdCloudOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly HttpMessageInvoker _http;

    /// <summary>Uses the service that the options name.</summary>
    /// <exception cref="ArgumentException">Its URL is not absolute http or https, or has a query or fragment.</exception>
    public WorldIdCloudProofs(WorldIdCloudOptions? options = null, TimeProvider? timeProvider = null)
    {
        _options = options ?? new WorldIdCloudOptions();
        _timeProvider = timeProvider ?? TimeProvider.System;
        var url = _options.BaseUrl;
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.Query.Length + url.Fragment.Length > 0)
            throw new ArgumentException("Expected an absolute http or https URL without query.", nameof(options));

        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that DNS changes are seen
        });
    }

    /// <inheritdoc/>
    public async Task<WorldIdVerdict> VerifyAsync(WorldIdStatement statement, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_options.BaseUrl.AbsoluteUri.TrimEnd('/')}/api/v4/verify/{statement.RpId}");
        request.Content = new ByteArrayContent(CloudRequest.Write(statement));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (_options.Authorization is { } authorization)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var deadline = new CancellationTokenSource(_options.Timeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            var bytes = new byte[_options.MaxResponseBytes + 1];
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, either.Token);
            return length <= _options.MaxResponseBytes
                ? CloudAnswer.Read((int)response.StatusCode, bytes.AsMemory(0, length), statement)
                : new WorldIdVerdict.Unavailable("World ID's cloud answered too much.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new WorldIdVerdict.Unavailable($"World ID's cloud could not be asked: {failure.GetType().Name}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WorldIdVerdict.Unavailable("World ID's cloud did not answer in time.");
        }
    }

    /// <summary>Nothing about it can be asked without a proof.</summary>
    public Task<WorldIdSetup> CheckSetupAsync(CancellationToken cancellationToken = default) => Task.FromResult(WorldIdSetup.Ready);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();
}
