using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

/// <summary>Nodes that answer a broadcast with the receipt, and those that cannot or lie.</summary>
public sealed class BroadcastWithReceiptTests : EngineTestBase
{
    private const string WithReceipt = "eth_sendRawTransactionSync";
    private const string Plain = "eth_sendRawTransaction";

    private static readonly SettlementOptions Default = new() { LostAfter = TimeSpan.FromMilliseconds(150), AdoptEvery = TimeSpan.FromMilliseconds(200) };

    private readonly ScriptedChain _chain = new() { AnswersWithReceipts = true };

    [Theory]
    [InlineData(true, new[] { "eth_call", WithReceipt })]
    [InlineData(false, new[] { "eth_call", WithReceipt, "eth_getTransactionReceipt" })]
    public async Task A_receipt_that_comes_with_the_broadcast_is_confirmed_by_the_others_where_there_are_any(bool isOneNode, string[] calls)
    {
        _chain.IsOneNode = isOneNode;
        var engine = Engine(_chain);
        await SettleAsync(engine, TestPayments.New());
        var before = _chain.Calls.Count;
        Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(engine, TestPayments.New()));
        Assert.Equal(calls, _chain.Calls[before..]);
    }

    [Fact]
    public async Task A_receipt_that_proves_no_transfer_settles_nothing()
    {
        (_chain.IsOneNode, _chain.Estimate, _chain.GasNeeded) = (true, 40_000, 100_000);
        Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(Engine(_chain), TestPayments.New()));
        Assert.Equal([80_000ul, 140_000], _chain.Mined.Select(transaction => transaction.GasLimit));
    }

    [Theory]
    [InlineData("\"0x1\"")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task An_answer_that_is_no_receipt_of_this_transaction_is_followed_by_the_plain_broadcast(string answer)
    {
        var rpc = new WrongRpc(_chain, answer);
        Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(Engine(rpc), TestPayments.New()));
        Assert.Equal((1, 1), (_chain.CountOf(WithReceipt), _chain.CountOf(Plain)));
        Assert.Single(_chain.Accepted);
    }

    [Fact]
    public async Task A_node_that_does_not_know_the_method_is_asked_once_and_then_plainly()
    {
        _chain.AnswersWithReceipts = false;
        var engine = Engine(_chain);
        for (var i = 0; i < 3; i++)
            Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(engine, TestPayments.New()));
        Assert.Equal((1, 3), (_chain.CountOf(WithReceipt), _chain.CountOf(Plain)));
    }

    [Fact]
    public async Task A_node_whose_own_time_is_up_has_the_transaction()
    {
        _chain.Automine = false;
        var settling = SettleAsync(Engine(_chain), TestPayments.New());
        await Until(() => _chain.CountOf(WithReceipt) == 1);
        _chain.Mine();
        Assert.IsType<SettlementVerdict.Moved>(await settling);
        Assert.Equal(0, _chain.CountOf(Plain));
    }

    [Fact]
    public async Task A_node_that_never_answers_is_left_and_gets_the_same_bytes_plainly()
    {
        Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(Engine(new SilentRpc(_chain)), TestPayments.New()));
        Assert.Equal(1, _chain.CountOf(Plain));
        Assert.Single(_chain.Accepted);
    }

    [Fact]
    public async Task A_receipt_that_nobody_confirms_settles_nothing()
    {
        _chain.Automine = false;
        _chain.Before = (method, parameters) => LiedTo |= method == WithReceipt;
        var settling = SettleAsync(Engine(new LyingRpc(_chain)), TestPayments.New());
        await Until(() => LiedTo);
        await Task.Delay(4 * Default.LostAfter);
        Assert.False(settling.IsCompleted);

        _chain.Mine();
        Assert.IsType<SettlementVerdict.Moved>(await settling);
        Assert.Single(_chain.Accepted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_was_lost_fails_no_payment_and_sends_nothing_twice(bool mined)
    {
        _chain.Automine = mined;
        _chain.After = method =>
        {
            if (method == WithReceipt)
                throw new EthereumRpcUnavailableException("reset") { PossiblyDelivered = true };
        };
        _chain.Before = (method, _) =>
        {
            if (method == Plain && !mined)
                _chain.Mine();
        };
        Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(Engine(_chain), TestPayments.New()));
        Assert.Single(_chain.Accepted);
    }

    [Fact]
    public async Task Where_one_block_is_not_enough_nobody_waits_at_the_node()
    {
        var settling = SettleAsync(Engine(_chain, Default with { Confirmations = 2 }), TestPayments.New());
        await Until(() => _chain.Mined.Count == 1);
        _chain.Mine();
        Assert.IsType<SettlementVerdict.Moved>(await settling);
        Assert.Equal(0, _chain.CountOf(WithReceipt));
    }

    [Fact]
    public void Where_blocks_are_slow_nobody_waits_at_the_node()
    {
        var pace = new SettlementPace(Default);
        Assert.True(pace.IsWorthWaitingAtNode);
        pace.Observe(TimeSpan.FromSeconds(2));
        Assert.False(pace.IsWorthWaitingAtNode);
        for (var i = 0; i < 20; i++)
            pace.Observe(TimeSpan.FromMilliseconds(200));
        Assert.True(pace.IsWorthWaitingAtNode);
    }

    private bool LiedTo { get; set; }

    private SettlementEngine Engine(IEthereumRpc rpc, SettlementOptions? options = null) => Engine(rpc, new MemorySettlementJournal(), options ?? Default);

    /// <summary>Takes the transaction and answers with something else than its receipt.</summary>
    private sealed class WrongRpc(IEthereumRpc inner, string answer) : IEthereumRpc
    {
        public bool IsOneNode => true;

        public async Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
        {
            var right = await inner.RequestAsync(method, parameters, cancellationToken);
            return method == WithReceipt ? JsonSerializer.SerializeToElement(JsonNode.Parse(answer)) : right;
        }
    }

    /// <summary>Takes nothing and says nothing when it is to answer with a receipt.</summary>
    private sealed class SilentRpc(IEthereumRpc inner) : IEthereumRpc
    {
        public async Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
        {
            if (method == WithReceipt)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return await inner.RequestAsync(method, parameters, cancellationToken);
        }
    }

    /// <summary>Makes receipts up when it is to answer with them; the transaction is in its mempool.</summary>
    private sealed class LyingRpc(IEthereumRpc inner) : IEthereumRpc
    {
        public async Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
        {
            if (method != WithReceipt)
                return await inner.RequestAsync(method, parameters, cancellationToken);

            await Assert.ThrowsAsync<EthereumRpcException>(() => inner.RequestAsync(method, parameters, cancellationToken));
            return JsonSerializer.SerializeToElement(new JsonObject
            {
                ["transactionHash"] = Keccak256.HashData(Hex.Decode(parameters[0]!.GetValue<string>())).ToString(),
                ["status"] = "0x1",
                ["blockNumber"] = "0x1",
                ["blockHash"] = new Bytes32(new byte[32]).ToString(),
                ["gasUsed"] = "0x1",
                ["logs"] = new JsonArray(),
            });
        }
    }
}
