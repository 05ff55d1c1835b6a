using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrawlGate.Ethereum;

/// <summary>
/// JSON-RPC over HTTP against several URLs: a time limit per try and a circuit breaker per URL; an error object is an answer. A
/// transaction goes to one URL after the other until one answers, reads are hedged (<see cref="EthereumRpcOptions.HedgeAfter"/>),
/// and a receipt is the word of all nodes (<see cref="EthereumRpcDisagreementException"/>). No request goes to a URL twice.
/// </summary>
public sealed class EthereumRpcClient : IEthereumRpc, IDisposable
{
    private readonly HttpClient _http;
    private readonly EthereumRpcOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly EthereumRpcEndpoint[] _endpoints;
    private long _lastId;

    /// <summary>
    /// Uses the URLs in order of preference. User info in a URL is sent as HTTP Basic authentication; exceptions name the host alone.
    /// A given <paramref name="handler"/> stays the caller's to dispose; the default one follows no redirects and uses no proxy.
    /// </summary>
    /// <exception cref="ArgumentException">No URL, or one that is not absolute http or https.</exception>
    public EthereumRpcClient(IReadOnlyList<Uri> urls, EthereumRpcOptions? options = null, TimeProvider? timeProvider = null, HttpMessageHandler? handler = null)
    {
        if (urls.Count == 0 || urls.Any(url => !url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)))
            throw new ArgumentException("Expected one or more absolute http or https URLs.", nameof(urls));

        _options = options ?? new EthereumRpcOptions();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _http = new HttpClient(handler ?? CreateHandler(), disposeHandler: handler is null)
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = _options.MaxResponseBytes,
        };
        _endpoints = [.. urls.Select(url => new EthereumRpcEndpoint(url, _http, _options, _timeProvider))];
    }

    /// <inheritdoc/>
    public bool IsOneNode => _endpoints.Length == 1;

    /// <inheritdoc/>
    public Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
    {
        var call = Call(method, parameters);
        return IsOneNode || call.Sends ? FailOverAsync(call, cancellationToken)
            : call.AsksForReceipt ? ReceiptAgreement.AskAsync(call, _endpoints, _options.AgreementWait, _timeProvider, cancellationToken)
            : new HedgedRead(call, ByPromptness(), _options.HedgeAfter, _timeProvider).RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JsonElement>> RequestAllAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
    {
        var call = Call(method, parameters);
        var failures = new EthereumRpcFailures(call);
        var results = new List<JsonElement>(_endpoints.Length);
        var tries = await Task.WhenAll(_endpoints.Select(endpoint => endpoint.PostAsync(call, cancellationToken)));
        for (var i = 0; i < tries.Length; i++)
        {
            if (tries[i].IsResult)
                results.Add(tries[i].Result);
            else
                failures.Add(_endpoints[i], tries[i]);
        }

        return results.Count > 0 ? results : throw failures.ToException();
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private EthereumRpcCall Call(string method, JsonArray parameters) => new(method, Interlocked.Increment(ref _lastId), parameters);

    private async Task<JsonElement> FailOverAsync(EthereumRpcCall call, CancellationToken cancellationToken)
    {
        var failures = new EthereumRpcFailures(call);
        foreach (var endpoint in _endpoints)
        {
            var attempt = await endpoint.PostAsync(call, cancellationToken);
            if (attempt.IsResult)
                return attempt.Result;

            failures.Add(endpoint, attempt);
            if (attempt.Error is not null)
                break;
        }

        throw failures.ToException();
    }

    /// <summary>The URLs in order of preference, those last that answered too late a moment ago.</summary>
    private EthereumRpcEndpoint[] ByPromptness() =>
        Array.Exists(_endpoints, static endpoint => endpoint.IsBehind) ? [.. _endpoints.OrderBy(endpoint => endpoint.IsBehind)] : _endpoints;

    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.GZip,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that DNS changes are seen
    };
}
