using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;

namespace CrawlGate.DevChain;

/// <summary>
/// The plainest JSON-RPC client: one URL, no retries, no limits. The tests see the chain through it and not through the client
/// that they test.
/// </summary>
public sealed class JsonRpc(Uri url) : IEthereumRpc, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private int _lastId;

    /// <inheritdoc/>
    public async Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
    {
        var request = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = Interlocked.Increment(ref _lastId),
            ["method"] = method,
            ["params"] = parameters,
        };
        try
        {
            using var response = await _http.PostAsJsonAsync(url, request, cancellationToken);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return answer.TryGetProperty("error", out var error) ? throw Error(error) : answer.GetProperty("result");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            throw new EthereumRpcUnavailableException($"{url} did not answer {method}.", exception);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private static EthereumRpcException Error(JsonElement error) => new(
        error.GetProperty("code").GetInt32(),
        error.GetProperty("message").GetString()!,
        error.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.String ? data.GetString() : null);
}
