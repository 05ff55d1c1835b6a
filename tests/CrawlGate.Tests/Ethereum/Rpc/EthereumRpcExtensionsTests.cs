using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class EthereumRpcExtensionsTests
{
    private static readonly Address Account = Address.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    private static readonly Bytes32 Hash = Bytes32.Parse("0x576ef055079b913bbabed1ae1e3b464dd0b0a659d563edbfe1336fccf388cff5");

    public static TheoryData<string> Methods => [.. Calls.Keys];

    private static Dictionary<string, (string Good, Func<IEthereumRpc, Task<object?>> Call, object? Expected, string Parameters)> Calls => new()
    {
        ["eth_chainId"] = ("\"0x14a34\"", async rpc => await rpc.GetChainIdAsync(), 84532ul, "[]"),
        ["eth_blockNumber"] = ("\"0x0010\"", async rpc => await rpc.GetBlockNumberAsync(), 16ul, "[]"),
        ["eth_getBalance"] = ("\"0x" + new string('f', 64) + "\"", async rpc => await rpc.GetBalanceAsync(Account), UInt256.MaxValue, $"[\"{AccountText}\",\"latest\"]"),
        ["eth_getCode"] = ("\"0x6000\"", async rpc => Hex.Encode(await rpc.GetCodeAsync(Account)), "0x6000", $"[\"{AccountText}\",\"latest\"]"),
        ["eth_getTransactionCount"] = ("\"0x5\"", async rpc => await rpc.GetTransactionCountAsync(Account, pending: true), 5ul, $"[\"{AccountText}\",\"pending\"]"),
        ["eth_call"] = ("\"0x\"", async rpc => Hex.Encode(await rpc.CallAsync(Account, new byte[] { 1 }, Account, 300)), "0x", $$"""[{"to":"{{AccountText}}","data":"0x01","from":"{{AccountText}}","gas":"0x12c"},"latest"]"""),
        ["eth_estimateGas"] = ("\"0x5208\"", async rpc => await rpc.EstimateGasAsync(Account, Account, new byte[] { 1 }), 21000ul, $$"""[{"from":"{{AccountText}}","to":"{{AccountText}}","data":"0x01"}]"""),
        ["eth_getBlockByNumber"] = ("""{"timestamp":"0x6553f100"}""", async rpc => await rpc.GetLatestBlockTimestampAsync(), 1_700_000_000ul, "[\"latest\",false]"),
        ["eth_sendRawTransaction"] = ($"\"{Hash}\"", async rpc => await rpc.SendRawTransactionAsync(new byte[] { 2 }), Hash, "[\"0x02\"]"),
        ["eth_sendRawTransactionSync"] = (
            ReceiptJson(Hash, "0x0").ToJsonString(),
            async rpc => (await rpc.SendRawTransactionSyncAsync(new byte[] { 2 })).Succeeded,
            false,
            "[\"0x02\"]"),
        ["eth_getLogs"] = (
            $$"""[{"address":"{{AccountText}}","topics":["{{Hash}}"],"data":"0x07","transactionHash":"{{Hash}}","blockNumber":"0x9"}]""",
            async rpc => Describe(await rpc.GetLogsAsync(Account, [Hash, null, Hash], 1, 9)),
            $"{Account} {Hash} 0x07 {Hash} 9",
            $$"""[{"address":"{{AccountText}}","topics":["{{Hash}}",null,"{{Hash}}"],"fromBlock":"0x1","toBlock":"0x9"}]"""),
        ["eth_getTransactionReceipt"] = (
            ReceiptJson(Hash, "0x0").ToJsonString(),
            async rpc => (await rpc.GetTransactionReceiptAsync(Hash))?.Succeeded,
            false,
            $"[\"{Hash}\"]"),
    };

    private static string AccountText => "0x036cbd53842c5426634e7929541ec2318f3dcf7e";

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_sends_its_parameters_and_reads_its_result(string method)
    {
        var (good, call, expected, parameters) = Calls[method];
        var rpc = new FixedRpc(good);

        Assert.Equal(expected, await call(rpc));
        Assert.Equal((method, parameters), Assert.Single(rpc.Requests));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Malformed_results_are_no_usable_answer(string method)
    {
        var (good, call, _, _) = Calls[method];
        string[] malformed =
        [
            "true", "17", "\"\"", "\"x\"", "\"0xzz\"", "\"12\"", "\"\\ud800\"", "{}", "[{}]", "[null]", "[[]]", "{\"timestamp\":null}", "{\"\\ud800\":1}",
            "\"0x1" + new string('0', 64) + "\"",
            good.Replace("0x", "0y", StringComparison.Ordinal),
        ];
        foreach (var result in malformed)
            await Assert.ThrowsAsync<EthereumRpcUnavailableException>(() => call(new FixedRpc(result)));
    }

    [Fact]
    public async Task Null_is_no_receipt_and_no_transaction_but_no_other_answer()
    {
        Assert.Null(await new FixedRpc("null").GetTransactionReceiptAsync(Hash));
        Assert.False(await new FixedRpc("null").HasTransactionAsync(Hash));
        Assert.True(await new FixedRpc("{}").HasTransactionAsync(Hash));
        await Assert.ThrowsAsync<EthereumRpcUnavailableException>(() => new FixedRpc("false").HasTransactionAsync(Hash));
        foreach (var (method, (_, call, _, _)) in Calls.Where(call => call.Key != "eth_getTransactionReceipt"))
            Assert.True(await Record.ExceptionAsync(() => call(new FixedRpc("null"))) is EthereumRpcUnavailableException, method);
    }

    [Theory]
    [InlineData("status", "\"0x2\"")]
    [InlineData("status", "null")]
    [InlineData("blockNumber", "null")]
    [InlineData("blockHash", "\"0x00\"")]
    [InlineData("logs", "{}")]
    [InlineData("transactionHash", "17")]
    public async Task A_receipt_with_one_bad_member_is_no_usable_answer(string member, string value)
    {
        var receipt = ReceiptJson(Hash, "0x1");
        receipt[member] = JsonNode.Parse(value);
        await Assert.ThrowsAsync<EthereumRpcUnavailableException>(() => new FixedRpc(receipt.ToJsonString()).GetTransactionReceiptAsync(Hash));
    }

    [Fact]
    public async Task The_tip_is_one_gwei_where_the_node_recommends_none() =>
        Assert.Equal(new GasFees(7, 1_000_000_000), await new TiplessRpc().GetFeesAsync());

    private static JsonObject ReceiptJson(Bytes32 hash, string status) => new()
    {
        ["transactionHash"] = hash.ToString(),
        ["status"] = status,
        ["blockNumber"] = "0xff",
        ["blockHash"] = hash.ToString(),
        ["gasUsed"] = "0x5208",
        ["logs"] = new JsonArray(new JsonObject
        {
            ["address"] = AccountText,
            ["topics"] = new JsonArray(hash.ToString()),
            ["data"] = "0x01",
        }),
    };

    private static string Describe(IReadOnlyList<LogEntry> logs)
    {
        var log = Assert.Single(logs);
        return $"{log.Event.Address} {Assert.Single(log.Event.Topics)} {Hex.Encode(log.Event.Data.Span)} {log.TransactionHash} {log.BlockNumber}";
    }

    private sealed class TiplessRpc : IEthereumRpc
    {
        public Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default) =>
            method == "eth_getBlockByNumber"
                ? Task.FromResult(JsonElement.Parse("{\"baseFeePerGas\":\"0x7\"}"))
                : Task.FromException<JsonElement>(new EthereumRpcException(-32601, "the method does not exist"));
    }

    /// <summary>Gives every request the same result.</summary>
    private sealed class FixedRpc(string result) : IEthereumRpc
    {
        public List<(string Method, string Parameters)> Requests { get; } = [];

        public Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
        {
            Requests.Add((method, parameters.ToJsonString()));
            return Task.FromResult(JsonDocument.Parse(result).RootElement);
        }
    }
}
