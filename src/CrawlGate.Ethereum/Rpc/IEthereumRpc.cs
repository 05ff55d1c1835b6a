using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrawlGate.Ethereum;

/// <summary>An Ethereum JSON-RPC endpoint or pool of endpoints.</summary>
public interface IEthereumRpc
{
    /// <summary>Whether every answer is the word of the same endpoint, so that asking again brings no second opinion; false when that is not known.</summary>
    bool IsOneNode => false;

    /// <summary>Calls a method and returns its <c>result</c>.</summary>
    /// <exception cref="EthereumRpcException">The node answered with an error object.</exception>
    /// <exception cref="EthereumRpcUnavailableException">No node gave a usable answer in time.</exception>
    Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks every endpoint and returns the results of those that gave one, in order of preference; never none. For questions where a
    /// node that is behind would give a wrong answer and one that is not knows better.
    /// </summary>
    /// <exception cref="EthereumRpcException">No node gave a result, and one answered with an error object.</exception>
    /// <exception cref="EthereumRpcUnavailableException">No node gave a usable answer in time.</exception>
    async Task<IReadOnlyList<JsonElement>> RequestAllAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default) =>
        [await RequestAsync(method, parameters, cancellationToken)];
}
