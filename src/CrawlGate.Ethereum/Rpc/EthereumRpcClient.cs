using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrawlGate.Ethereum;

/// <summary>JSON-RPC over HTTP against several URLs: a time limit per try, failover in order, a circuit breaker per URL.</summary>
public sealed class EthereumRpcClient : IEthereumRpc, IDisposable
{
    /// <summary>Uses the URLs in order of preference.</summary>
    public EthereumRpcClient(IReadOnlyList<Uri> urls, EthereumRpcOptions? options = null, TimeProvider? timeProvider = null, HttpMessageHandler? handler = null) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Closes the connections.</summary>
    public void Dispose() => throw new NotImplementedException();
}

/// <summary>How <see cref="EthereumRpcClient"/> treats slow and broken nodes.</summary>
public sealed record EthereumRpcOptions
{
    /// <summary>How long one try at one URL may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);
}
