using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;

namespace CrawlGate.DevChain;

/// <content>Calls and transactions; the node itself signs for its own accounts.</content>
public sealed partial class Anvil
{
    private static readonly TimeSpan ReceiptPollInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ReceiptTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Runs a call at the latest block and answers what it returned.</summary>
    /// <exception cref="EthereumRpcException">The call reverted.</exception>
    public async Task<byte[]> CallAsync(Address to, ReadOnlyMemory<byte> data) =>
        Hex.Decode((await RequestAsync("eth_call", [new JsonObject { ["to"] = Json(to), ["data"] = Hex.Encode(data.Span) }, "latest"])).GetString());

    /// <summary>Sends a transaction from one of the node's accounts and waits until it is mined.</summary>
    /// <param name="from">The sender; the first account when null.</param>
    /// <param name="to">The contract, or null to create one.</param>
    /// <param name="data">Calldata or init code.</param>
    /// <param name="gas">A gas limit: with one, a transaction that reverts is mined all the same.</param>
    /// <exception cref="EthereumRpcException">Without a gas limit: the transaction would revert and was not sent.</exception>
    /// <exception cref="TimeoutException">It was not mined within a minute.</exception>
    public async Task<TransactionReceipt> SendAsync(Address? from, Address? to, ReadOnlyMemory<byte> data, ulong? gas = null)
    {
        var transaction = new JsonObject { ["from"] = Json(from ?? DevAccount.All[0].Address), ["data"] = Hex.Encode(data.Span) };
        if (to is { } recipient)
            transaction["to"] = Json(recipient);
        if (gas is { } limit)
            transaction["gas"] = Json(limit);

        var hash = (await RequestAsync("eth_sendTransaction", [transaction])).GetString()!;
        return ReadReceipt(await WaitForReceiptAsync(hash));
    }

    /// <summary>Creates a contract and answers its address.</summary>
    public async Task<Address> DeployAsync(ContractArtifact contract, ReadOnlyMemory<byte> constructorArguments = default)
    {
        var transaction = new JsonObject
        {
            ["from"] = Json(DevAccount.All[0].Address),
            ["data"] = Hex.Encode([.. contract.Bytecode, .. constructorArguments.Span]),
        };
        var hash = (await RequestAsync("eth_sendTransaction", [transaction])).GetString()!;
        var receipt = await WaitForReceiptAsync(hash);
        return Address.Parse(receipt.GetProperty("contractAddress").GetString());
    }

    /// <summary>The runtime code at an address, with the immutables that its constructor set.</summary>
    public async Task<byte[]> GetCodeAsync(Address address) => Hex.Decode((await RequestAsync("eth_getCode", [Json(address), "latest"])).GetString());

    private static string Json(Address address) => Hex.Encode(address.ToArray());

    // A quantity has no leading zeros, but zero itself has its one digit.
    private static string Json(UInt256 value) => "0x" + value.ToBigInteger().ToString("x", CultureInfo.InvariantCulture).TrimStart('0').PadLeft(1, '0');

    private static ulong ReadUInt64(JsonElement quantity) =>
        ulong.Parse(quantity.GetString().AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static TransactionReceipt ReadReceipt(JsonElement receipt) => new(
        Bytes32.Parse(receipt.GetProperty("transactionHash").GetString()),
        ReadUInt64(receipt.GetProperty("status")) == 1,
        ReadUInt64(receipt.GetProperty("blockNumber")),
        Bytes32.Parse(receipt.GetProperty("blockHash").GetString()),
        [.. receipt.GetProperty("logs").EnumerateArray().Select(ReadLog)]);

    private static EventLog ReadLog(JsonElement log) => new(
        Address.Parse(log.GetProperty("address").GetString()),
        [.. log.GetProperty("topics").EnumerateArray().Select(topic => Bytes32.Parse(topic.GetString()))],
        Hex.Decode(log.GetProperty("data").GetString()));

    private async Task<JsonElement> WaitForReceiptAsync(string hash)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < ReceiptTimeout;)
        {
            var receipt = await RequestAsync("eth_getTransactionReceipt", [hash]);
            if (receipt.ValueKind == JsonValueKind.Object)
                return receipt;
            await Task.Delay(ReceiptPollInterval);
        }

        throw new TimeoutException($"No block took {hash} within {ReceiptTimeout}.");
    }
}
