using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.Ethereum;

/// <summary>
/// A JSON-RPC node over HTTP with a mempool that knows nonces and hashes, and that does what the test says instead of a method where
/// <see cref="Script"/> says so.
/// </summary>
internal sealed class ScriptedNode : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private LocalServer _server = null!;

    public Uri Url => _server.Url;

    /// <summary>What to do instead of a method; throws <see cref="NodeError"/> for an error object.</summary>
    public ConcurrentDictionary<string, Func<JsonElement, HttpContext, Task<JsonNode?>>> Script { get; } = new();

    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Hashes in the mempool or on the chain, by nonce.</summary>
    public SortedDictionary<ulong, Bytes32> Accepted { get; } = [];

    public ulong NextNonce { get; set; }

    public ulong BaseFee { get; set; } = 1_000_000_000;

    public static async Task<ScriptedNode> StartAsync()
    {
        var node = new ScriptedNode();
        node._server = await LocalServer.StartAsync(node.HandleAsync);
        return node;
    }

    public int CountOf(string method) => Calls.Count(call => call == method);

    /// <summary>The node takes the transaction, or says why not, as geth does.</summary>
    public JsonNode Broadcast(JsonElement parameters)
    {
        var raw = Hex.Decode(parameters[0].GetString());
        var hash = Keccak256.HashData(raw);
        var nonce = RawTransaction.Nonce(raw);
        lock (_gate)
        {
            if (Accepted.ContainsValue(hash))
                throw new NodeError(-32000, "already known");
            if (nonce < NextNonce)
                throw new NodeError(-32000, $"nonce too low: next nonce {NextNonce}, tx nonce {nonce}");

            Accepted.Add(nonce, hash);
            NextNonce = nonce + 1;
        }

        return hash.ToString();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var request = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        var method = request.Text("method");
        var parameters = request.GetProperty("params");
        Calls.Enqueue(method);
        var response = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = request.GetProperty("id").GetInt64() };
        try
        {
            response["result"] = Script.TryGetValue(method, out var scripted) ? await scripted(parameters, context) : Answer(method, parameters);
        }
        catch (NodeError error)
        {
            response["error"] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message, ["data"] = error.RevertData };
        }

        await context.Response.WriteAsync(response.ToJsonString());
    }

    private JsonNode? Answer(string method, JsonElement parameters) => method switch
    {
        "eth_estimateGas" => "0xc350",
        "eth_maxPriorityFeePerGas" => "0x3b9aca00",
        "eth_getBlockByNumber" => new JsonObject { ["baseFeePerGas"] = $"0x{BaseFee:x}", ["timestamp"] = "0x6553f100" },
        "eth_getTransactionCount" => $"0x{NextNonce:x}",
        "eth_sendRawTransaction" => Broadcast(parameters),
        "eth_getTransactionByHash" => Knows(parameters[0].GetString()!) ? new JsonObject() : null,
        "eth_getTransactionReceipt" => null,
        _ => throw new NodeError(-32601, $"the method {method} does not exist"),
    };

    private bool Knows(string hash)
    {
        lock (_gate)
            return Accepted.ContainsValue(Bytes32.Parse(hash));
    }
}

internal sealed class NodeError(int code, string message, string? revertData = null) : Exception(message)
{
    public int Code => code;

    public string? RevertData => revertData;
}
