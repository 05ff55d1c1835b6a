using System.Buffers;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrawlGate.Ethereum;

/// <summary>
/// JSON-RPC over HTTP against several URLs: a time limit per try, failover in order, a circuit breaker per URL. A request goes to
/// each URL at most once; only a missing or unusable answer or a rate limit moves it to the next URL, an error object is an answer.
/// </summary>
public sealed class EthereumRpcClient : IEthereumRpc, IDisposable
{
    private readonly HttpClient _http;
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

        options ??= new EthereumRpcOptions();
        _http = new HttpClient(handler ?? CreateHandler(), disposeHandler: handler is null)
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = options.MaxResponseBytes,
        };
        _endpoints = [.. urls.Select(url => new EthereumRpcEndpoint(url, _http, options, timeProvider ?? TimeProvider.System))];
    }

    /// <inheritdoc/>
    public async Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
    {
        var id = Interlocked.Increment(ref _lastId);
        var request = WriteRequest(id, method, parameters);
        var failures = new List<string>();
        var possiblyDelivered = false;
        foreach (var endpoint in _endpoints)
        {
            var attempt = await endpoint.PostAsync(request, id, cancellationToken);
            if (attempt.Error is { } error)
                throw new EthereumRpcException(error.Code, error.Message, error.RevertData) { PossiblyDelivered = possiblyDelivered };
            if (attempt.Failure is null)
                return attempt.Result;

            possiblyDelivered |= attempt.PossiblyDelivered;
            failures.Add($"{endpoint.Host}: {attempt.Failure}");
        }

        throw new EthereumRpcUnavailableException($"{method} got no usable answer ({string.Join("; ", failures)}).") { PossiblyDelivered = possiblyDelivered };
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private static byte[] WriteRequest(long id, string method, JsonArray parameters)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        writer.WriteNumber("id"u8, id);
        writer.WriteString("method"u8, method);
        writer.WritePropertyName("params"u8);
        parameters.WriteTo(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

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
