namespace CrawlGate.Personhood;

/// <summary>
/// Has World's cloud verify proofs. Each is sent once: no retries, no redirects, a limit of time and of length. Whatever is not a plain
/// verdict leaves the question open.
/// </summary>
public sealed class WorldIdCloudProofs : IWorldIdProofs, IDisposable
{
    private readonly string _baseUrl;
    private readonly string? _authorization;
    private readonly BoundedHttp _http;

    /// <summary>Uses the service that the options name.</summary>
    /// <exception cref="ArgumentException">Its URL is not absolute http or https, or has a query or fragment.</exception>
    public WorldIdCloudProofs(WorldIdCloudOptions? options = null, TimeProvider? timeProvider = null)
    {
        options ??= new WorldIdCloudOptions();
        _baseUrl = BoundedHttp.BaseOf(options.BaseUrl);
        _authorization = options.Authorization;
        _http = new BoundedHttp(options.Timeout, options.MaxResponseBytes, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public async Task<WorldIdVerdict> VerifyAsync(WorldIdStatement statement, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_baseUrl}/api/v4/verify/{statement.RpId}");
        request.Content = BoundedHttp.Json(CloudRequest.Write(statement));
        if (_authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", _authorization);

        var (status, body, fault) = await _http.SendAsync(request, cancellationToken);
        return status == 0
            ? new WorldIdVerdict.Unavailable($"World ID's cloud gave no answer: {fault}.")
            : CloudAnswer.Read(status, body, statement);
    }

    /// <summary>Nothing about it can be asked without a proof.</summary>
    public Task<WorldIdSetup> CheckSetupAsync(CancellationToken cancellationToken = default) => Task.FromResult(WorldIdSetup.Ready);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();
}
