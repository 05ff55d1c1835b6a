using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrawlGate.Ethereum;

/// <summary>An Ethereum JSON-RPC endpoint or pool of endpoints.</summary>
public interface IEthereumRpc
{
    /// <summary>Calls a method and returns its <c>result</c>.</summary>
    /// <exception cref="EthereumRpcException">The node answered with an error object.</exception>
    /// <exception cref="EthereumRpcUnavailableException">No node gave a usable answer in time.</exception>
    Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default);
}
