using System.Globalization;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using CrawlGate.Tests.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

/// <summary>What became of an authorization when two nodes do not know, or do not say, the same.</summary>
public sealed class AuthorizationFateTests : IAsyncLifetime
{
    private const string Used = "0x0000000000000000000000000000000000000000000000000000000000000001";
    private const string Unused = "0x0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly Address Asset = Address.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    private static readonly Bytes32 Transaction = Bytes32.Parse("0x576ef055079b913bbabed1ae1e3b464dd0b0a659d563edbfe1336fccf388cff5");
    private static readonly Bytes32 Other = Bytes32.Parse("0xababababababababababababababababababababababababababababababab01");

    private static readonly Eip3009Authorization Authorization = new(
        Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"), Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"), 1000, 0, 2_000_000_000, Other);

    private ScriptedNode _first = null!;
    private ScriptedNode _second = null!;
    private EthereumRpcClient _client = null!;

    public async Task InitializeAsync()
    {
        (_first, _second) = (await ScriptedNode.StartAsync(), await ScriptedNode.StartAsync());
        _client = new EthereumRpcClient([_first.Url, _second.Url]);
        foreach (var node in (ScriptedNode[])[_first, _second])
        {
            Answer(node, "eth_blockNumber", "0x10");
            Answer(node, "eth_getLogs", new JsonArray());
            Answer(node, "eth_getTransactionReceipt", null);
        }
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task F16_Unused_is_the_word_of_all()
    {
        SayState(Unused, Unused);

        Assert.IsType<AuthorizationFate.Unused>(await FateAsync());
        Assert.Equal(1, _second.CountOf("eth_call"));
    }

    [Theory]
    [InlineData(Unused, Used)]
    [InlineData(Used, Unused)]
    public async Task F16_A_node_that_is_behind_does_not_make_a_payment_unused(string first, string second)
    {
        SayState(first, second);

        Assert.IsType<AuthorizationFate.UsedWithoutTrace>(await FateAsync());
    }

    [Fact]
    public async Task F16_A_node_that_is_down_leaves_the_word_to_the_other()
    {
        SayState(Unused, Unused);
        await _first.DisposeAsync();

        Assert.IsType<AuthorizationFate.Unused>(await FateAsync());
    }

    [Fact]
    public async Task F16_A_trace_that_one_node_alone_has_is_followed()
    {
        SayState(Unused, Used);
        Answer(_second, "eth_getLogs", Logs(Eip3009Token.AuthorizationUsedEvent));
        foreach (var node in (ScriptedNode[])[_first, _second])
            Answer(node, "eth_getTransactionReceipt", Receipt(Event(Eip3009Token.AuthorizationUsedEvent), Transfer(1000)));

        Assert.Equal(new AuthorizationFate.Paid(Transaction), await FateAsync());
    }

    [Fact]
    public async Task A_nonce_used_for_another_amount_is_spent()
    {
        SayState(Used, Used);
        foreach (var node in (ScriptedNode[])[_first, _second])
        {
            Answer(node, "eth_getLogs", Logs(Eip3009Token.AuthorizationUsedEvent));
            Answer(node, "eth_getTransactionReceipt", Receipt(Event(Eip3009Token.AuthorizationUsedEvent), Transfer(1)));
        }

        Assert.Equal(new AuthorizationFate.Spent(Transaction), await FateAsync());
    }

    [Fact]
    public async Task A_cancellation_in_a_receipt_is_spent()
    {
        SayState(Used, Used);
        foreach (var node in (ScriptedNode[])[_first, _second])
        {
            node.Script["eth_getLogs"] = (parameters, _) => Task.FromResult<JsonNode?>(
                parameters[0].GetProperty("topics")[0].GetString() == Eip3009Token.AuthorizationCanceledEvent.ToString() ? Logs(Eip3009Token.AuthorizationCanceledEvent) : new JsonArray());
            Answer(node, "eth_getTransactionReceipt", Receipt(Event(Eip3009Token.AuthorizationCanceledEvent)));
        }

        Assert.Equal(new AuthorizationFate.Spent(Transaction), await FateAsync());
    }

    [Theory]
    [InlineData("it knows no receipt")]
    [InlineData("the receipt has other events")]
    [InlineData("the receipts differ")]
    public async Task F16_What_a_node_makes_up_decides_nothing(string how)
    {
        SayState(Used, Used);
        Answer(_second, "eth_getLogs", Logs(Eip3009Token.AuthorizationUsedEvent));
        Answer(_second, "eth_getTransactionReceipt", Receipt(Event(Eip3009Token.AuthorizationUsedEvent), Transfer(1000)));
        if (how == "the receipts differ")
            Answer(_first, "eth_getTransactionReceipt", Receipt(Transfer(1000)));
        if (how == "the receipt has other events")
        {
            Answer(_first, "eth_getTransactionReceipt", Receipt(Transfer(1000)));
            Answer(_second, "eth_getTransactionReceipt", Receipt(Transfer(1000)));
        }

        Assert.IsType<AuthorizationFate.UsedWithoutTrace>(await FateAsync());
    }

    [Fact]
    public async Task Nodes_that_are_all_down_tell_nothing()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();

        Assert.IsType<AuthorizationFate.Unavailable>(await FateAsync());
    }

    private static void Answer(ScriptedNode node, string method, JsonNode? result) => node.Script[method] = (_, _) => Task.FromResult(result?.DeepClone());

    private static JsonArray Logs(Bytes32 kind)
    {
        var log = Event(kind);
        log["transactionHash"] = Transaction.ToString();
        log["blockNumber"] = "0x9";
        return new JsonArray(log);
    }

    private static JsonObject Receipt(params JsonObject[] logs) => new()
    {
        ["transactionHash"] = Transaction.ToString(),
        ["status"] = "0x1",
        ["blockNumber"] = "0x9",
        ["blockHash"] = Other.ToString(),
        ["logs"] = new JsonArray([.. logs]),
    };

    private static JsonObject Event(Bytes32 kind) => Log("0x", kind, Eip3009Token.Topic(Authorization.From), Authorization.Nonce);

    private static JsonObject Transfer(int value) =>
        Log(string.Create(CultureInfo.InvariantCulture, $"0x{value:x64}"), Eip3009Token.TransferEvent, Eip3009Token.Topic(Authorization.From), Eip3009Token.Topic(Authorization.To));

    private static JsonObject Log(string data, params Bytes32[] topics) => new()
    {
        ["address"] = Asset.ToString(),
        ["topics"] = new JsonArray([.. topics.Select(topic => (JsonNode)topic.ToString())]),
        ["data"] = data,
    };

    private void SayState(string first, string second)
    {
        Answer(_first, "eth_call", first);
        Answer(_second, "eth_call", second);
    }

    private Task<AuthorizationFate> FateAsync() => new ExactEvmChain(_client).FindFateAsync(Authorization, Asset);
}
