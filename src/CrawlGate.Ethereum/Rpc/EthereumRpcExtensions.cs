using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrawlGate.Ethereum;

/// <summary>
/// The JSON-RPC methods that CrawlGate uses, typed. Each throws what <see cref="IEthereumRpc.RequestAsync"/> throws; a malformed
/// result is an <see cref="EthereumRpcUnavailableException"/>.
/// </summary>
public static class EthereumRpcExtensions
{
    /// <summary>One gwei, the tip where a node does not know <c>eth_maxPriorityFeePerGas</c>.</summary>
    private const ulong FallbackPriorityFee = 1_000_000_000;

    /// <summary><c>eth_chainId</c>.</summary>
    public static async Task<ulong> GetChainIdAsync(this IEthereumRpc rpc, CancellationToken cancellationToken = default) =>
        RpcValue.UInt64(await rpc.RequestAsync("eth_chainId", [], cancellationToken), "eth_chainId");

    /// <summary><c>eth_blockNumber</c>.</summary>
    public static async Task<ulong> GetBlockNumberAsync(this IEthereumRpc rpc, CancellationToken cancellationToken = default) =>
        RpcValue.UInt64(await rpc.RequestAsync("eth_blockNumber", [], cancellationToken), "eth_blockNumber");

    /// <summary>The latest block's timestamp, in Unix seconds: the clock that <c>validBefore</c> is compared with on chain.</summary>
    public static async Task<ulong> GetLatestBlockTimestampAsync(this IEthereumRpc rpc, CancellationToken cancellationToken = default) =>
        RpcValue.UInt64(RpcValue.Member(await rpc.GetLatestBlockAsync(cancellationToken), "timestamp", BlockMethod), BlockMethod);

    /// <summary><c>eth_getBalance</c> at the latest block, in wei.</summary>
    public static async Task<UInt256> GetBalanceAsync(this IEthereumRpc rpc, Address address, CancellationToken cancellationToken = default) =>
        RpcValue.Quantity(await rpc.RequestAsync("eth_getBalance", [Text(address), "latest"], cancellationToken), "eth_getBalance");

    /// <summary><c>eth_getCode</c> at the latest block; empty for an externally owned account.</summary>
    public static async Task<byte[]> GetCodeAsync(this IEthereumRpc rpc, Address address, CancellationToken cancellationToken = default) =>
        RpcValue.Bytes(await rpc.RequestAsync("eth_getCode", [Text(address), "latest"], cancellationToken), "eth_getCode");

    /// <summary><c>eth_getTransactionCount</c>: the next nonce, after the transactions in the node's mempool too when <paramref name="pending"/>.</summary>
    public static async Task<ulong> GetTransactionCountAsync(this IEthereumRpc rpc, Address address, bool pending = false, CancellationToken cancellationToken = default) =>
        RpcValue.UInt64(await rpc.RequestAsync("eth_getTransactionCount", [Text(address), pending ? "pending" : "latest"], cancellationToken), "eth_getTransactionCount");

    /// <summary><c>eth_getTransactionCount</c> after a block: the nonces below were used up by then.</summary>
    public static async Task<ulong> GetTransactionCountAtAsync(this IEthereumRpc rpc, Address address, ulong block, CancellationToken cancellationToken = default) =>
        RpcValue.UInt64(await rpc.RequestAsync("eth_getTransactionCount", [Text(address), Text(block)], cancellationToken), "eth_getTransactionCount");

    /// <summary><c>eth_call</c> at the latest block. A revert is an <see cref="EthereumRpcException"/>.</summary>
    public static async Task<byte[]> CallAsync(this IEthereumRpc rpc, Address to, ReadOnlyMemory<byte> data, Address? from = null, ulong? gas = null, CancellationToken cancellationToken = default) =>
        RpcValue.Bytes(await rpc.RequestAsync(CallMethod, CallParameters(to, data, from, gas), cancellationToken), CallMethod);

    /// <summary><c>eth_call</c> at the latest block of every node: the results of those that gave one, the preferred node's first.</summary>
    public static async Task<IReadOnlyList<byte[]>> CallAllAsync(this IEthereumRpc rpc, Address to, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        WellFormed(await rpc.RequestAllAsync(CallMethod, CallParameters(to, data, null, null), cancellationToken), result => RpcValue.Bytes(result, CallMethod));

    /// <summary><c>eth_estimateGas</c>. A revert is an <see cref="EthereumRpcException"/>.</summary>
    public static async Task<ulong> EstimateGasAsync(this IEthereumRpc rpc, Address from, Address to, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        var call = new JsonObject { ["from"] = Text(from), ["to"] = Text(to), ["data"] = Hex.Encode(data.Span) };
        return RpcValue.UInt64(await rpc.RequestAsync("eth_estimateGas", [call], cancellationToken), "eth_estimateGas");
    }

    /// <summary>The latest base fee and <c>eth_maxPriorityFeePerGas</c>, or a tip of 1 gwei where a node does not support that.</summary>
    public static async Task<GasFees> GetFeesAsync(this IEthereumRpc rpc, CancellationToken cancellationToken = default)
    {
        var tip = rpc.GetPriorityFeeAsync(cancellationToken);
        var block = rpc.GetLatestBlockAsync(cancellationToken);
        await Task.WhenAll(block, tip);
        return new GasFees(RpcValue.Quantity(RpcValue.Member(await block, "baseFeePerGas", BlockMethod), BlockMethod), await tip);
    }

    /// <summary><c>eth_sendRawTransaction</c>; the node's name for the transaction, which is the hash of the bytes.</summary>
    public static async Task<Bytes32> SendRawTransactionAsync(this IEthereumRpc rpc, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken = default) =>
        RpcValue.Hash(await rpc.RequestAsync("eth_sendRawTransaction", [Hex.Encode(raw.Span)], cancellationToken), "eth_sendRawTransaction");

    /// <summary>
    /// <c>eth_sendRawTransactionSync</c> (EIP-7966): the receipt, once the transaction is in a block as far as one node knows. A node whose
    /// time is up answers with an <see cref="EthereumRpcException"/> of code 4, and has the transaction; many nodes do not know the method.
    /// </summary>
    public static async Task<TransactionReceipt> SendRawTransactionSyncAsync(this IEthereumRpc rpc, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken = default)
    {
        const string method = "eth_sendRawTransactionSync";
        return RpcValue.Receipt(await rpc.RequestAsync(method, [Hex.Encode(raw.Span)], cancellationToken), method);
    }

    /// <summary>Whether the node knows a transaction by its hash, mined or in its mempool (<c>eth_getTransactionByHash</c>).</summary>
    public static async Task<bool> HasTransactionAsync(this IEthereumRpc rpc, Bytes32 transaction, CancellationToken cancellationToken = default)
    {
        const string method = "eth_getTransactionByHash";
        var found = await rpc.RequestAsync(method, [transaction.ToString()], cancellationToken);
        return found.ValueKind switch
        {
            JsonValueKind.Null => false,
            JsonValueKind.Object => true,
            _ => throw RpcValue.Malformed(method),
        };
    }

    /// <summary>
    /// <c>eth_getTransactionReceipt</c>; null while the transaction is not mined. Of several nodes, all that answer must say the same,
    /// and one that knows no receipt counts.
    /// </summary>
    /// <exception cref="EthereumRpcDisagreementException">Nodes contradict each other.</exception>
    public static async Task<TransactionReceipt?> GetTransactionReceiptAsync(this IEthereumRpc rpc, Bytes32 transaction, CancellationToken cancellationToken = default)
    {
        const string method = EthereumRpcCall.ReceiptMethod;
        var result = await rpc.RequestAsync(method, [transaction.ToString()], cancellationToken);
        if (result.ValueKind == JsonValueKind.Null)
            return null;

        var receipt = RpcValue.Receipt(result, method);
        return receipt.TransactionHash == transaction ? receipt : throw RpcValue.Malformed(method);
    }

    /// <summary>
    /// <c>eth_getLogs</c>: the events of a contract whose topics begin with <paramref name="topics"/> (null matches any), in the
    /// blocks from <paramref name="fromBlock"/> to <paramref name="toBlock"/>, both included, or to the latest.
    /// </summary>
    public static async Task<IReadOnlyList<LogEntry>> GetLogsAsync(this IEthereumRpc rpc, Address address, IReadOnlyList<Bytes32?> topics, ulong fromBlock, ulong? toBlock = null, CancellationToken cancellationToken = default) =>
        ReadLogs(await rpc.RequestAsync(LogsMethod, LogsParameters(address, topics, fromBlock, toBlock), cancellationToken));

    /// <summary>
    /// <c>eth_getLogs</c> of every node, each node's events after those of the one before: a node that is behind leaves nothing out, and
    /// an event that several know comes several times. One node may have made up what it says.
    /// </summary>
    public static async Task<IReadOnlyList<LogEntry>> GetLogsFromAllAsync(this IEthereumRpc rpc, Address address, IReadOnlyList<Bytes32?> topics, ulong fromBlock, ulong? toBlock = null, CancellationToken cancellationToken = default) =>
        [.. WellFormed(await rpc.RequestAllAsync(LogsMethod, LogsParameters(address, topics, fromBlock, toBlock), cancellationToken), ReadLogs).SelectMany(logs => logs)];

    private const string CallMethod = "eth_call";

    private const string LogsMethod = "eth_getLogs";

    private const string BlockMethod = "eth_getBlockByNumber";

    private static Task<JsonElement> GetLatestBlockAsync(this IEthereumRpc rpc, CancellationToken cancellationToken) =>
        rpc.RequestAsync(BlockMethod, ["latest", false], cancellationToken);

    private static async Task<UInt256> GetPriorityFeeAsync(this IEthereumRpc rpc, CancellationToken cancellationToken)
    {
        try
        {
            return RpcValue.Quantity(await rpc.RequestAsync("eth_maxPriorityFeePerGas", [], cancellationToken), "eth_maxPriorityFeePerGas");
        }
        catch (EthereumRpcException)
        {
            return FallbackPriorityFee;
        }
    }

    private static JsonArray CallParameters(Address to, ReadOnlyMemory<byte> data, Address? from, ulong? gas)
    {
        var call = new JsonObject { ["to"] = Text(to), ["data"] = Hex.Encode(data.Span) };
        if (from is { } sender)
            call["from"] = Text(sender);
        if (gas is { } limit)
            call["gas"] = Text(limit);

        return [call, "latest"];
    }

    private static JsonArray LogsParameters(Address address, IReadOnlyList<Bytes32?> topics, ulong fromBlock, ulong? toBlock) =>
    [
        new JsonObject
        {
            ["address"] = Text(address),
            ["topics"] = new JsonArray([.. topics.Select(topic => (JsonNode?)topic?.ToString())]),
            ["fromBlock"] = Text(fromBlock),
            ["toBlock"] = toBlock is { } last ? Text(last) : "latest",
        },
    ];

    private static List<LogEntry> ReadLogs(JsonElement result) => RpcValue.List(result, LogsMethod, log => RpcValue.LogEntry(log, LogsMethod));

    /// <summary>What the nodes with well-formed results said; a malformed result counts as little as none.</summary>
    private static List<T> WellFormed<T>(IReadOnlyList<JsonElement> results, Func<JsonElement, T> read)
    {
        var values = new List<T>(results.Count);
        EthereumRpcUnavailableException? failure = null;
        foreach (var result in results)
        {
            try
            {
                values.Add(read(result));
            }
            catch (EthereumRpcUnavailableException malformed)
            {
                failure ??= malformed;
            }
        }

        return values.Count > 0 || failure is null ? values : throw failure;
    }

    private static string Text(Address address) => Hex.Encode(address.ToArray());

    private static string Text(ulong quantity) => string.Create(CultureInfo.InvariantCulture, $"0x{quantity:x}");
}
