using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace CrawlGate.Ethereum;

/// <summary>One URL with its time limit and circuit breaker. Its path, query and user info may hold API keys and are never repeated.</summary>
internal sealed class EthereumRpcEndpoint
{
    /// <summary>Shorter parts of a path, like <c>v2</c>, are no secrets.</summary>
    private const int ShortestSecret = 8;

    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly AuthenticationHeaderValue? _authorization;
    private readonly string[] _secrets;
    private readonly ResiliencePipeline<EthereumRpcTry> _pipeline;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly TimeSpan _behindFor;
    private readonly TimeProvider _timeProvider;

    /// <summary>When it last lost to another URL, as a timestamp of the clock; 0 for never.</summary>
    private long _fellBehindAt;

    public EthereumRpcEndpoint(Uri url, HttpClient http, EthereumRpcOptions options, TimeProvider timeProvider)
    {
        _http = http;
        _timeProvider = timeProvider;
        _behindFor = options.BreakDuration;
        _url = new UriBuilder(url) { UserName = "", Password = "" }.Uri;
        if (url.UserInfo.Length > 0)
            _authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));

        _secrets = [.. $"{url.UserInfo}/{url.PathAndQuery}".Split('/', '?', '&', '=', ':').Where(part => part.Length >= ShortestSecret)];
        _pipeline = new ResiliencePipelineBuilder<EthereumRpcTry> { TimeProvider = timeProvider }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<EthereumRpcTry>
            {
                FailureRatio = 0.5,
                MinimumThroughput = options.MinimumThroughput,
                SamplingDuration = options.SamplingDuration,
                BreakDuration = options.BreakDuration,
                StateProvider = _circuit,
                ShouldHandle = static outcome => ValueTask.FromResult(outcome.Outcome.Exception is TimeoutRejectedException || outcome.Outcome.Result.IsNodeFault),
            })
            .AddTimeout(options.Timeout)
            .Build();
    }

    /// <summary>Host and port.</summary>
    public string Host => _url.Authority;

    /// <summary>Whether it has failed so often that the next request, if it is let through, decides whether more are.</summary>
    public bool IsOnTrial => _circuit.CircuitState != CircuitState.Closed;

    /// <summary>Whether it was slower than another URL a moment ago.</summary>
    public bool IsBehind => Volatile.Read(ref _fellBehindAt) is > 0 and var since && _timeProvider.GetElapsedTime(since) < _behindFor;

    /// <summary>Another URL, asked later, has answered first.</summary>
    public void FellBehind() => Volatile.Write(ref _fellBehindAt, Math.Max(1, _timeProvider.GetTimestamp()));

    /// <summary>Sends a request once.</summary>
    public async Task<EthereumRpcTry> PostAsync(EthereumRpcCall request, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static (call, token) => call.Endpoint.SendAsync(call.Request, token),
                (Endpoint: this, Request: request),
                cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            return EthereumRpcTry.Failed("left alone after failures", possiblyDelivered: false);
        }
        catch (TimeoutRejectedException)
        {
            return EthereumRpcTry.Failed("no answer in time", possiblyDelivered: true);
        }
    }

    private async ValueTask<EthereumRpcTry> SendAsync(EthereumRpcCall call, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(call.Body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Authorization = _authorization;
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
                return EthereumRpcTry.Failed("rate limit (HTTP 429)", possiblyDelivered: false);
            if ((int)response.StatusCode is >= 300 and < 400 or >= 500)
                return EthereumRpcTry.Failed($"HTTP {(int)response.StatusCode}", possiblyDelivered: true);

            // Some nodes answer 400 together with a JSON-RPC error, so the body decides.
            var answer = EthereumRpcResponse.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken), call.Id, Redact);
            return answer.Failure is not null && !response.IsSuccessStatusCode
                ? EthereumRpcTry.Failed($"HTTP {(int)response.StatusCode}", possiblyDelivered: answer.PossiblyDelivered)
                : answer;
        }
        catch (InvalidDataException)
        {
            return EthereumRpcTry.Failed("the answer's compression is broken", possiblyDelivered: true);
        }
        catch (HttpRequestException failure)
        {
            var reason = failure.InnerException is SocketException socket ? $"{failure.HttpRequestError}, {socket.SocketErrorCode}" : $"{failure.HttpRequestError}";
            return EthereumRpcTry.Failed(reason, possiblyDelivered: !NeverConnected(failure));
        }
    }

    private static bool NeverConnected(HttpRequestException failure) =>
        failure.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError;

    private string Redact(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, "…", StringComparison.OrdinalIgnoreCase);

        return text;
    }
}
