using System.Text.Json.Nodes;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public sealed class ReceiptAgreementTests : IAsyncLifetime
{
    private const string Method = "eth_getTransactionReceipt";

    private static readonly Bytes32 Hash = Bytes32.Parse("0x576ef055079b913bbabed1ae1e3b464dd0b0a659d563edbfe1336fccf388cff5");

    private ScriptedNode _first = null!;
    private ScriptedNode _second = null!;

    public async Task InitializeAsync() => (_first, _second) = (await ScriptedNode.StartAsync(), await ScriptedNode.StartAsync());

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task F16_Nodes_that_agree_are_believed_in_whatever_letters()
    {
        Answer(_first, Receipt());
        Answer(_second, JsonNode.Parse(Receipt().ToJsonString().Replace("0xff", "0x00FF", StringComparison.Ordinal)));
        using var client = Client();

        Assert.True((await client.GetTransactionReceiptAsync(Hash))!.Succeeded);
        Assert.Equal((1, 1), (_first.CountOf(Method), _second.CountOf(Method)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F16_A_receipt_that_one_node_does_not_know_is_none_yet(bool firstKnows)
    {
        Answer(firstKnows ? _first : _second, Receipt());
        Answer(firstKnows ? _second : _first, null);
        using var client = Client();

        Assert.Null(await client.GetTransactionReceiptAsync(Hash));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("blockHash")]
    [InlineData("blockNumber")]
    [InlineData("fewer logs")]
    [InlineData("log address")]
    [InlineData("log topic")]
    [InlineData("log data")]
    public async Task F16_Receipts_that_contradict_each_other_are_no_answer(string what)
    {
        var other = Receipt();
        var log = other["logs"]![0]!;
        switch (what)
        {
            case "status":
                other["status"] = "0x0";
                break;
            case "blockHash":
                other["blockHash"] = new Bytes32(new byte[32]).ToString();
                break;
            case "blockNumber":
                other["blockNumber"] = "0xfe";
                break;
            case "fewer logs":
                other["logs"] = new JsonArray();
                break;
            case "log address":
                log["address"] = "0x" + new string('1', 40);
                break;
            case "log topic":
                log["topics"]![0] = new Bytes32(new byte[32]).ToString();
                break;
            case "log data":
                log["data"] = "0x02";
                break;
        }

        Answer(_first, Receipt());
        Answer(_second, other);
        using var client = Client();

        // Callers that wait for a receipt catch the base type and go on waiting.
        await Assert.ThrowsAsync<EthereumRpcDisagreementException>(() => client.GetTransactionReceiptAsync(Hash));
    }

    [Theory]
    [InlineData("down")]
    [InlineData("hangs")]
    [InlineData("says what is no receipt")]
    [InlineData("has an error")]
    public async Task F16_A_node_that_gives_no_answer_leaves_it_to_the_others(string how)
    {
        Answer(_second, Receipt());
        _first.Script[Method] = async (_, context) =>
        {
            switch (how)
            {
                case "hangs":
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                    return null;
                case "has an error":
                    throw new NodeError(-32000, "transaction indexing is in progress");
                default:
                    return "0x1";
            }
        };
        using var client = Client(TimeSpan.FromMilliseconds(200));
        if (how == "down")
            await _first.DisposeAsync();

        Assert.True((await client.GetTransactionReceiptAsync(Hash))!.Succeeded);
    }

    [Fact]
    public async Task F16_Nodes_that_hang_on_receipts_are_soon_left_alone()
    {
        Answer(_second, Receipt());
        _first.Script[Method] = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return null;
        };
        using var client = new EthereumRpcClient(
            [_first.Url, _second.Url], new EthereumRpcOptions { Timeout = TimeSpan.FromMilliseconds(500), AgreementWait = TimeSpan.FromMilliseconds(1), MinimumThroughput = 3 });

        for (var i = 0; i < 3; i++)
            Assert.NotNull(await client.GetTransactionReceiptAsync(Hash));
        await Task.Delay(1000);
        Assert.NotNull(await client.GetTransactionReceiptAsync(Hash));

        Assert.Equal(3, _first.CountOf(Method));
    }

    [Fact]
    public async Task Nodes_that_all_fail_are_an_error_or_unavailable()
    {
        _first.Script[Method] = (_, _) => throw new NodeError(-32000, "busy");
        Answer(_second, "0x1");
        using var both = Client();
        using var second = new EthereumRpcClient([_second.Url, _second.Url]);

        Assert.Equal(-32000, (await Assert.ThrowsAsync<EthereumRpcException>(() => both.GetTransactionReceiptAsync(Hash))).Code);
        await Assert.ThrowsAsync<EthereumRpcUnavailableException>(() => second.GetTransactionReceiptAsync(Hash));
    }

    [Fact]
    public async Task A_receipt_of_another_transaction_is_none()
    {
        Answer(_first, Receipt());
        using var client = new EthereumRpcClient([_first.Url]);

        await Assert.ThrowsAsync<EthereumRpcUnavailableException>(() => client.GetTransactionReceiptAsync(new Bytes32(new byte[32])));
    }

    [Fact]
    public async Task What_all_are_asked_is_answered_by_those_that_can()
    {
        _first.Script["eth_call"] = (_, _) => throw new NodeError(-32000, "header not found");
        _second.Script["eth_call"] = (_, _) => Task.FromResult<JsonNode?>("0x02");
        using var client = new EthereumRpcClient([_first.Url, _second.Url, _second.Url]);
        using var alone = new EthereumRpcClient([_first.Url]);

        Assert.Equal(["0x02", "0x02"], (await client.CallAllAsync(default, default)).Select(result => Hex.Encode(result)));
        await Assert.ThrowsAsync<EthereumRpcException>(() => alone.CallAllAsync(default, default));
        _second.Script["eth_call"] = (_, _) => Task.FromResult<JsonNode?>(7);
        await Assert.ThrowsAsync<EthereumRpcUnavailableException>(() => client.CallAllAsync(default, default));
    }

    private static JsonObject Receipt() => new()
    {
        ["transactionHash"] = Hash.ToString(),
        ["status"] = "0x1",
        ["blockNumber"] = "0xff",
        ["blockHash"] = Hash.ToString(),
        ["logs"] = new JsonArray(new JsonObject
        {
            ["address"] = "0x036cbd53842c5426634e7929541ec2318f3dcf7e",
            ["topics"] = new JsonArray(Hash.ToString()),
            ["data"] = "0x01",
        }),
    };

    private static void Answer(ScriptedNode node, JsonNode? result) => node.Script[Method] = (_, _) => Task.FromResult(result?.DeepClone());

    private EthereumRpcClient Client(TimeSpan? agreementWait = null) =>
        new([_first.Url, _second.Url], new EthereumRpcOptions { Timeout = TimeSpan.FromSeconds(30), AgreementWait = agreementWait ?? TimeSpan.FromSeconds(20) });
}
