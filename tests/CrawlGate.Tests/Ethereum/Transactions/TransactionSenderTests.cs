using System.Text.Json.Nodes;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class TransactionSenderTests : IAsyncLifetime
{
    private static readonly Address Contract = Address.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");

    private readonly List<IDisposable> _clients = [];
    private ScriptedNode _node = null!;

    public async Task InitializeAsync() => _node = await ScriptedNode.StartAsync();

    public async Task DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task A_sent_transaction_has_the_estimate_with_headroom_and_twice_the_base_fee_with_tip()
    {
        byte[] raw = [];
        _node.NextNonce = 300;
        _node.Script["eth_sendRawTransaction"] = (parameters, _) =>
        {
            raw = Hex.Decode(parameters[0].GetString());
            return Task.FromResult<JsonNode?>(_node.Broadcast(parameters));
        };

        var sent = Assert.IsType<TransactionSubmission.Sent>(await Sender().SendAsync(Contract, new byte[] { 1, 2, 3 }));

        Assert.Equal(Keccak256.HashData(raw), sent.Transaction);
        Assert.Equal(84532ul, RawTransaction.ChainId(raw));
        Assert.Equal(300ul, RawTransaction.Nonce(raw));
        Assert.Equal(1_000_000_000ul, RawTransaction.MaxPriorityFeePerGas(raw));
        Assert.Equal(3_000_000_000ul, RawTransaction.MaxFeePerGas(raw));
        Assert.Equal(62_500ul, RawTransaction.GasLimit(raw));
    }

    [Fact]
    public async Task The_tip_is_one_gwei_where_the_node_recommends_none()
    {
        Throw("eth_maxPriorityFeePerGas", -32601, "the method does not exist");
        Assert.Equal((UInt256)1_000_000_000, (await Client().GetFeesAsync()).PriorityFeePerGas);
        Assert.IsType<TransactionSubmission.Sent>(await SendAsync(Sender()));
    }

    [Fact]
    public async Task Fifty_concurrent_sends_have_fifty_consecutive_nonces_and_ask_for_the_nonce_once()
    {
        _node.NextNonce = 17;
        var sender = Sender();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SendAsync(sender)));

        var hashes = outcomes.Select(outcome => Assert.IsType<TransactionSubmission.Sent>(outcome).Transaction).ToHashSet();
        Assert.Equal(50, hashes.Count);
        Assert.Equal(Enumerable.Range(17, 50).Select(nonce => (ulong)nonce), _node.Accepted.Keys);
        Assert.True(hashes.SetEquals(_node.Accepted.Values));
        Assert.Equal(1, _node.CountOf("eth_getTransactionCount"));
    }

    [Fact]
    public async Task A_nonce_that_somebody_else_used_is_asked_for_again()
    {
        var sender = Sender();
        await SendAsync(sender);
        _node.NextNonce += 3;

        Assert.IsType<TransactionSubmission.Sent>(await SendAsync(sender));
        Assert.Equal<ulong>([0, 4], _node.Accepted.Keys);
    }

    [Theory]
    [InlineData("replacement transaction underpriced")]
    [InlineData("nonce too low")]
    [InlineData("OldNonce, Current nonce: 9, nonce of rejected tx: 0")]
    public async Task A_node_that_lags_behind_does_not_get_the_same_nonce_again(string refusal)
    {
        Answer("eth_getTransactionCount", "0x0"); // For ever.
        var refusals = 2;
        _node.Script["eth_sendRawTransaction"] = (parameters, _) =>
            refusals-- > 0 ? throw new NodeError(-32000, refusal) : Task.FromResult<JsonNode?>(_node.Broadcast(parameters));

        Assert.IsType<TransactionSubmission.Sent>(await SendAsync(Sender()));
        Assert.Equal<ulong>([2], _node.Accepted.Keys);
    }

    [Fact]
    public async Task A_nonce_that_is_too_high_is_asked_for_again()
    {
        var sender = Sender();
        _node.NextNonce = 8;
        await SendAsync(sender);
        var refusals = 1;
        _node.Script["eth_sendRawTransaction"] = (parameters, _) =>
            refusals-- > 0 ? throw new NodeError(-32000, "nonce too high") : Task.FromResult<JsonNode?>(_node.Broadcast(parameters));
        Answer("eth_getTransactionCount", "0x2");
        _node.NextNonce = 2;

        Assert.IsType<TransactionSubmission.Sent>(await SendAsync(sender));
        Assert.Equal<ulong>([2, 8], _node.Accepted.Keys);
    }

    [Fact]
    public async Task Tries_for_a_nonce_are_bounded()
    {
        Throw("eth_sendRawTransaction", -32000, "nonce too low");

        var outcome = Assert.IsType<TransactionSubmission.NotSent>(await SendAsync(Sender()));
        Assert.Contains("nonce too low", outcome.Detail, StringComparison.Ordinal);
        Assert.Equal(5, _node.CountOf("eth_sendRawTransaction"));
    }

    [Theory]
    [InlineData("already known")]
    [InlineData("AlreadyKnown")]
    [InlineData("Known transaction")]
    public async Task A_transaction_that_is_already_known_is_sent(string message)
    {
        _node.Script["eth_sendRawTransaction"] = (parameters, _) =>
        {
            _node.Broadcast(parameters);
            throw new NodeError(-32000, message);
        };
        var sender = Sender();

        Assert.Equal(Assert.IsType<TransactionSubmission.Sent>(await SendAsync(sender)).Transaction, _node.Accepted[0]);
        Assert.IsType<TransactionSubmission.Sent>(await SendAsync(sender));
        Assert.Equal<ulong>([0, 1], _node.Accepted.Keys);
    }

    [Fact]
    public async Task A_nonce_taken_by_this_very_transaction_is_not_sent_twice()
    {
        // A gateway between us and the node repeats the request, and its second answer is what we see.
        _node.Script["eth_sendRawTransaction"] = (parameters, _) =>
        {
            _node.Broadcast(parameters);
            throw new NodeError(-32000, "nonce too low: next nonce 1, tx nonce 0");
        };

        Assert.Equal(Assert.IsType<TransactionSubmission.Sent>(await SendAsync(Sender())).Transaction, Assert.Single(_node.Accepted).Value);
        Assert.Equal(1, _node.CountOf("eth_sendRawTransaction"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hang_after_the_broadcast_is_uncertain_and_the_next_send_asks_for_its_nonce(bool arrived)
    {
        _node.NextNonce = 5;
        _node.Script["eth_sendRawTransaction"] = async (parameters, context) =>
        {
            if (arrived)
                _node.Broadcast(parameters);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return null;
        };
        var sender = Sender(Client(TimeSpan.FromSeconds(2)));

        var uncertain = Assert.IsType<TransactionSubmission.Uncertain>(await SendAsync(sender));
        Assert.Equal(arrived, _node.Accepted.ContainsValue(uncertain.Transaction));

        _node.Script.Clear();
        Assert.IsType<TransactionSubmission.Sent>(await SendAsync(sender));
        Assert.Equal(arrived ? [5ul, 6] : [5], _node.Accepted.Keys);
        Assert.Equal(2, _node.CountOf("eth_getTransactionCount"));
    }

    [Fact]
    public async Task A_second_node_that_already_knows_the_transaction_makes_it_sent()
    {
        // The first node takes the bytes and hangs; the second has them from the first.
        await using var first = await ScriptedNode.StartAsync();
        first.Script["eth_sendRawTransaction"] = async (parameters, context) =>
        {
            _node.Broadcast(parameters);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return null;
        };

        var outcome = await SendAsync(Sender(Client(TimeSpan.FromSeconds(2), first.Url, _node.Url)));

        Assert.Equal(Assert.IsType<TransactionSubmission.Sent>(outcome).Transaction, _node.Accepted[0]);
        Assert.Equal(1, first.CountOf("eth_sendRawTransaction"));
        Assert.Equal(1, _node.CountOf("eth_sendRawTransaction"));
    }

    [Theory]
    [InlineData("nonce too low")]
    [InlineData("insufficient funds for gas * price + value")]
    [InlineData("intrinsic gas too low")]
    public async Task A_refusal_by_the_second_node_after_a_hang_of_the_first_is_uncertain(string refusal)
    {
        await using var first = await ScriptedNode.StartAsync();
        first.Script["eth_sendRawTransaction"] = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return null;
        };
        Throw("eth_sendRawTransaction", -32000, refusal);

        Assert.IsType<TransactionSubmission.Uncertain>(await SendAsync(Sender(Client(TimeSpan.FromSeconds(2), first.Url, _node.Url))));
        Assert.Equal(1, _node.CountOf("eth_sendRawTransaction"));
    }

    [Fact]
    public async Task A_revert_on_estimate_is_refused_with_its_data()
    {
        Throw("eth_estimateGas", 3, "execution reverted: FiatTokenV2: invalid signature", "0x08c379a0");

        var refused = Assert.IsType<TransactionSubmission.Refused>(await SendAsync(Sender()));
        Assert.Equal("0x08c379a0", refused.RevertData);
        Assert.Contains("invalid signature", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(0, _node.CountOf("eth_sendRawTransaction"));
    }

    [Theory]
    [InlineData("header not found")]
    [InlineData("insufficient funds for transfer")]
    public async Task An_estimate_that_the_node_could_not_make_is_not_sent(string message)
    {
        Throw("eth_estimateGas", -32000, message);
        Assert.IsType<TransactionSubmission.NotSent>(await SendAsync(Sender()));
        Assert.Equal(0, _node.CountOf("eth_sendRawTransaction"));
    }

    [Fact]
    public async Task Gas_above_the_ceiling_is_not_sent_and_gas_at_the_ceiling_is()
    {
        _node.BaseFee = 10_000_000_000;
        var client = Client();
        var low = new TransactionSender(client, new UncheckedSigner(), 84532, new() { MaxFeePerGas = 20_999_999_999 });
        var enough = new TransactionSender(client, new UncheckedSigner(), 84532, new() { MaxFeePerGas = 21_000_000_000 });

        Assert.Contains("ceiling", Assert.IsType<TransactionSubmission.NotSent>(await SendAsync(low)).Detail, StringComparison.Ordinal);
        Assert.Equal(0, _node.CountOf("eth_sendRawTransaction"));
        Assert.IsType<TransactionSubmission.Sent>(await SendAsync(enough));
    }

    [Fact]
    public async Task A_call_that_would_burn_too_much_gas_is_refused()
    {
        var client = Client();
        var low = new TransactionSender(client, new UncheckedSigner(), 84532, new() { MaxGasLimit = 62_499 });
        var enough = new TransactionSender(client, new UncheckedSigner(), 84532, new() { MaxGasLimit = 62_500 });

        Assert.Contains("ceiling", Assert.IsType<TransactionSubmission.Refused>(await SendAsync(low)).Detail, StringComparison.Ordinal);
        Assert.Equal(0, _node.CountOf("eth_sendRawTransaction"));
        Assert.IsType<TransactionSubmission.Sent>(await SendAsync(enough));
    }

    [Theory]
    [InlineData("intrinsic gas too low", typeof(TransactionSubmission.Refused))]
    [InlineData("exceeds block gas limit", typeof(TransactionSubmission.Refused))]
    [InlineData("invalid sender", typeof(TransactionSubmission.Refused))]
    [InlineData("insufficient funds for gas * price + value", typeof(TransactionSubmission.NotSent))]
    [InlineData("transaction underpriced", typeof(TransactionSubmission.NotSent))]
    [InlineData("max fee per gas less than block base fee", typeof(TransactionSubmission.NotSent))]
    [InlineData("txpool is full", typeof(TransactionSubmission.NotSent))]
    public async Task A_refused_broadcast_leaves_the_nonce_free(string message, Type expected)
    {
        Throw("eth_sendRawTransaction", -32000, message);
        var sender = Sender();
        Assert.IsType(expected, await SendAsync(sender));

        _node.Script.Clear();
        Assert.IsType<TransactionSubmission.Sent>(await SendAsync(sender));
        Assert.Equal<ulong>([0], _node.Accepted.Keys);
    }

    [Theory]
    [InlineData("eth_estimateGas")]
    [InlineData("eth_getBlockByNumber")]
    [InlineData("eth_getTransactionCount")]
    public async Task An_unavailable_node_before_the_broadcast_is_not_sent(string method)
    {
        _node.Script[method] = (_, context) =>
        {
            context.Abort();
            return Task.FromResult<JsonNode?>(null);
        };
        var sender = Sender();

        Assert.IsType<TransactionSubmission.NotSent>(await SendAsync(sender));
        Assert.Equal(0, _node.CountOf("eth_sendRawTransaction"));

        _node.Script.Clear();
        Assert.IsType<TransactionSubmission.Sent>(await SendAsync(sender));
    }

    [Fact]
    public async Task A_node_that_turns_the_broadcast_away_unread_is_not_sent()
    {
        Throw("eth_sendRawTransaction", -32005, "rate limited");
        Assert.IsType<TransactionSubmission.NotSent>(await SendAsync(Sender()));
    }

    [Fact]
    public async Task Cancellation_counts_before_the_broadcast_and_not_after()
    {
        using var cancellation = new CancellationTokenSource();
        var sender = Sender();
        _node.Script["eth_sendRawTransaction"] = async (parameters, _) =>
        {
            await cancellation.CancelAsync();
            return _node.Broadcast(parameters);
        };

        Assert.IsType<TransactionSubmission.Sent>(await sender.SendAsync(Contract, default, cancellation.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sender.SendAsync(Contract, default, cancellation.Token));
        Assert.Equal(1, _node.CountOf("eth_sendRawTransaction"));

        // The cancelled one left the queue open.
        Assert.IsType<TransactionSubmission.Sent>(await SendAsync(sender));
    }

    [Fact]
    public async Task The_receipt_is_polled_for_through_failures()
    {
        var polls = 0;
        var hash = Bytes32.Parse("0x576ef055079b913bbabed1ae1e3b464dd0b0a659d563edbfe1336fccf388cff5");
        _node.Script["eth_getTransactionReceipt"] = (_, context) =>
        {
            switch (polls++)
            {
                case 0:
                    context.Abort();
                    return Task.FromResult<JsonNode?>(null);
                case 1:
                    throw new NodeError(-32000, "transaction indexing is in progress");
                case < 4:
                    return Task.FromResult<JsonNode?>(null);
                default:
                    return Task.FromResult<JsonNode?>(ReceiptJson(hash, "0x1"));
            }
        };

        var receipt = await Sender().WaitForReceiptAsync(hash, TimeSpan.FromSeconds(20));

        Assert.NotNull(receipt);
        Assert.True(receipt.Succeeded);
        Assert.Equal(hash, receipt.TransactionHash);
        Assert.Equal(255ul, receipt.BlockNumber);
        Assert.Equal(Contract, Assert.Single(receipt.Logs).Address);
        Assert.Equal(5, polls);
    }

    [Fact]
    public async Task A_receipt_that_does_not_come_is_null_in_time_and_the_nonce_is_asked_for_again()
    {
        var sender = Sender();
        var sent = Assert.IsType<TransactionSubmission.Sent>(await SendAsync(sender));
        _node.Script["eth_getTransactionReceipt"] = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return null;
        };

        Assert.Null(await sender.WaitForReceiptAsync(sent.Transaction, TimeSpan.FromMilliseconds(200)));

        // The mempool dropped it.
        _node.Accepted.Clear();
        _node.NextNonce = 0;
        Assert.IsType<TransactionSubmission.Sent>(await SendAsync(sender));
        Assert.Equal<ulong>([0], _node.Accepted.Keys);
    }

    [Fact]
    public async Task Waiting_for_a_receipt_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Sender().WaitForReceiptAsync(default, TimeSpan.FromMinutes(1), cancellation.Token));
    }

    internal static JsonObject ReceiptJson(Bytes32 hash, string status) => new()
    {
        ["transactionHash"] = hash.ToString(),
        ["status"] = status,
        ["blockNumber"] = "0xff",
        ["blockHash"] = hash.ToString(),
        ["logs"] = new JsonArray(new JsonObject
        {
            ["address"] = Contract.ToString(),
            ["topics"] = new JsonArray(hash.ToString()),
            ["data"] = "0x01",
        }),
    };

    private static Task<TransactionSubmission> SendAsync(TransactionSender sender) => sender.SendAsync(Contract, new byte[] { 1, 2, 3, 4 });

    private TransactionSender Sender(IEthereumRpc? rpc = null) => new(rpc ?? Client(), new UncheckedSigner(), 84532);

    private EthereumRpcClient Client(TimeSpan? timeout = null, params Uri[] urls)
    {
        var client = new EthereumRpcClient(urls.Length == 0 ? [_node.Url] : urls, new EthereumRpcOptions { Timeout = timeout ?? TimeSpan.FromSeconds(30) });
        _clients.Add(client);
        return client;
    }

    private void Answer(string method, string result) => _node.Script[method] = (_, _) => Task.FromResult<JsonNode?>(result);

    private void Throw(string method, int code, string message, string? revertData = null) =>
        _node.Script[method] = (_, _) => throw new NodeError(code, message, revertData);
}
