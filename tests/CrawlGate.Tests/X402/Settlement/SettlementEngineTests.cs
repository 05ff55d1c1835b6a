using CrawlGate.Ethereum;
using CrawlGate.Tests.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class SettlementEngineTests : EngineTestBase
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    private static readonly SettlementOptions Default = new() { FeeLifetime = TimeSpan.Zero, LostAfter = Short, AdoptEvery = TimeSpan.FromMilliseconds(200) };

    private readonly ScriptedChain _chain = new();
    private readonly MemorySettlementJournal _journal = new();
    private readonly List<AuthorizationKey> _payments = [];

    [Fact]
    public async Task A_transaction_bids_twice_the_base_fee_with_the_tip_and_has_the_estimate_with_headroom()
    {
        var moved = Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(Engine(), Payment()));

        var transaction = Assert.Single(_chain.Mined);
        Assert.Equal((UInt256)3_000_000_000, transaction.MaxFeePerGas);
        Assert.Equal((UInt256)1_000_000_000, transaction.MaxPriorityFeePerGas);
        Assert.Equal(140_000ul, transaction.GasLimit);
        await Until(async () => (await AllAsync()).All(held => !held.IsOpen));
        Assert.Equal(moved.Transaction, Assert.Single(await AllAsync()).Mined);
    }

    [Fact]
    public async Task Only_the_first_payment_of_a_token_is_estimated_and_where_that_is_asked_for_none_is_simulated_that_was_verified_a_moment_ago()
    {
        var engine = Engine(Default with { VerifiedFor = TimeSpan.FromSeconds(30) });
        await SettleAsync(engine, Payment());
        var calls = _chain.CountOf("eth_call");
        var verified = Payment();
        engine.Verified(verified);
        await SettleAsync(engine, verified);
        Assert.Equal((1, calls), (_chain.CountOf("eth_estimateGas"), _chain.CountOf("eth_call")));
        await SettleAsync(engine, Payment());
        Assert.Equal((1, calls + 1), (_chain.CountOf("eth_estimateGas"), _chain.CountOf("eth_call")));
    }

    [Fact]
    public async Task A_node_that_fails_in_a_way_nobody_expects_does_not_end_the_watching()
    {
        var failures = 0;
        _chain.Before = (method, parameters) =>
        {
            if (method == "eth_getTransactionCount" && (string?)parameters[1] == "latest" && failures++ < 3)
                throw new OperationCanceledException("The connection was disposed of.");
        };
        Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(Engine(), Payment()));
        Assert.True(failures > 3);
    }

    [Theory]
    [InlineData(18, 19)]
    [InlineData(20, 20)]
    [InlineData(50, 39)]
    public async Task F15_The_first_fee_is_within_the_ceiling_or_nothing_is_sent(ulong ceilingGwei, ulong expectedGwei)
    {
        _chain.BaseFee = 19_000_000_000;
        var verdict = await SettleAsync(Engine(Default with { MaxFeePerGas = ceilingGwei * 1_000_000_000 }), Payment());

        if (ceilingGwei < 20)
        {
            Assert.Contains("ceiling", Assert.IsType<SettlementVerdict.Unavailable>(verdict).Detail, StringComparison.Ordinal);
            Assert.Empty(_chain.Accepted);
            return;
        }

        Assert.IsType<SettlementVerdict.Moved>(verdict);
        Assert.Equal((UInt256)(expectedGwei * 1_000_000_000), Assert.Single(_chain.Mined).MaxFeePerGas);
    }

    [Fact]
    public async Task F15_A_stuck_transaction_is_raised_by_an_eighth_or_more_until_the_ceiling_and_never_above_it()
    {
        _chain.Automine = false;
        var settlement = SettleAsync(Engine(Default with { ReplaceAfter = TimeSpan.FromMilliseconds(30), MaxFeePerGas = 4_000_000_000 }), Payment());
        await Until(() => _chain.Accepted.Count == 3);
        await Until(() => _chain.CountOf("eth_sendRawTransaction") > 4);
        _chain.Mine();

        Assert.IsType<SettlementVerdict.Moved>(await settlement);
        Assert.Equal(3, _chain.Accepted.Count);
        foreach (var (before, after) in _chain.Accepted.Zip(_chain.Accepted.Skip(1)))
        {
            Assert.True(after.MaxFeePerGas.ToBigInteger() * 8 >= before.MaxFeePerGas.ToBigInteger() * 9);
            Assert.True(after.MaxPriorityFeePerGas.ToBigInteger() * 8 >= before.MaxPriorityFeePerGas.ToBigInteger() * 9);
            Assert.True(after.MaxFeePerGas <= 4_000_000_000);
            Assert.Equal(before.Nonce, after.Nonce);
        }
    }

    [Theory]
    [InlineData("already known")]
    [InlineData("nonce too low: next nonce 1, tx nonce 0")]
    [InlineData("replacement transaction underpriced")]
    [InlineData(null)]
    public async Task An_answer_that_was_lost_or_hides_the_broadcast_fails_no_payment_and_sends_nothing_twice(string? message)
    {
        var first = true;
        _chain.After = method =>
        {
            if (method != "eth_sendRawTransaction" || !first)
                return;

            first = false;
            throw message is null ? new EthereumRpcUnavailableException("lost") : new EthereumRpcException(-32000, message);
        };

        Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(Engine(), Payment()));
        Assert.Single(_chain.Accepted);
        Assert.Single(await AllAsync());
    }

    [Theory]
    [InlineData("txpool is full")]
    [InlineData("nonce too high")]
    [InlineData("transaction underpriced")]
    [InlineData("insufficient funds for gas * price + value")]
    public async Task A_node_that_refuses_for_now_is_asked_again(string message)
    {
        var refusals = 2;
        _chain.Before = (method, _) =>
        {
            if (method == "eth_sendRawTransaction" && refusals-- > 0)
                throw new EthereumRpcException(-32000, message);
        };

        Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(Engine(), Payment()));
        Assert.Single(await AllAsync());
    }

    [Fact]
    public async Task A_transaction_that_nodes_refuse_for_good_gives_its_nonce_to_an_empty_transfer_so_that_later_ones_are_mined()
    {
        var poison = Payment();
        _chain.Before = (method, parameters) =>
        {
            if (method == "eth_sendRawTransaction" && parameters[0]!.GetValue<string>().Contains(poison.Payload.Authorization.Nonce.ToString()[2..], StringComparison.Ordinal))
                throw new EthereumRpcException(-32000, "exceeds block gas limit");
        };
        var engine = Engine();

        var poisoned = SettleAsync(engine, poison);
        await Until(() => _chain.CountOf("eth_sendRawTransaction") > 0);
        Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(engine, Payment()));

        Assert.IsType<SettlementVerdict.Unavailable>(await poisoned);
        Assert.True(_chain.Mined[0] is { Nonce: 0, Data.IsEmpty: true, Value.IsZero: true });
        Assert.Equal(new UncheckedSigner().Address, _chain.Mined[0].To);
        await Until(async () => (await _journal.ReadOpenAsync(84532, new UncheckedSigner().Address)).Count == 0);
    }

    [Fact]
    public async Task A_nonce_that_somebody_else_used_ends_its_transaction_and_the_payment_goes_on_in_another()
    {
        var lost = true;
        _chain.Before = (method, _) =>
        {
            if (method == "eth_sendRawTransaction" && lost)
                throw new EthereumRpcUnavailableException("lost");
        };
        var settlement = SettleAsync(Engine(), Payment());
        await Until(() => _chain.CountOf("eth_sendRawTransaction") > 0);
        _chain.UseNonceElsewhere();
        lost = false;

        Assert.IsType<SettlementVerdict.Moved>(await settlement);
        Assert.Equal(1ul, Assert.Single(_chain.Accepted).Nonce);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F15_A_reorganisation_before_the_depth_that_counts_sends_the_payment_back_to_waiting(bool forget)
    {
        var settlement = SettleAsync(Engine(Default with { Confirmations = 3 }), Payment());
        await Until(() => _chain.CountOf("eth_getTransactionReceipt") > 0);
        _chain.Mine();
        await Task.Delay(Short);
        Assert.False(settlement.IsCompleted);

        _chain.Undo(2, forget);
        if (forget)
            await Until(() => _chain.Accepted.Count == 2);
        else
            _chain.Mine();
        _chain.Mine();
        await Task.Delay(Short);
        Assert.False(settlement.IsCompleted);
        _chain.Mine(2);

        Assert.IsType<SettlementVerdict.Moved>(await settlement);
        Assert.Single(_chain.Mined);
    }

    [Fact]
    public async Task F15_Another_block_at_the_same_height_is_not_the_block_that_was_seen()
    {
        var settlement = SettleAsync(Engine(Default with { Confirmations = 2 }), Payment());
        await Until(() => _chain.CountOf("eth_getTransactionReceipt") > 0);
        await Task.Delay(50);

        // The new branch overtakes in one step, so that the nonce never looks unused.
        lock (_chain)
        {
            _chain.Undo(1, forget: false);
            _chain.Mine();
        }

        await Task.Delay(Short);
        Assert.False(settlement.IsCompleted);
        _chain.Mine();
        await Until(() => _chain.CountOf("eth_getTransactionReceipt") > 1);
        _chain.Mine();
        Assert.IsType<SettlementVerdict.Moved>(await settlement);
    }

    [Fact]
    public async Task F13_An_engine_takes_up_what_another_journalled_and_never_sent()
    {
        var dead = true;
        _chain.Before = (method, _) =>
        {
            if (method == "eth_sendRawTransaction" && dead)
                throw new EthereumRpcUnavailableException("dead") { PossiblyDelivered = false };
        };
        var payment = Payment();
        var first = Engine(Default with { ReceiptTimeout = Short });
        var unknown = Assert.IsType<SettlementVerdict.Unknown>(await SettleAsync(first, payment));
        await first.DisposeAsync();
        dead = false;

        Engine();
        await Until(async () => (await _journal.ReadOpenAsync(84532, new UncheckedSigner().Address)).Count == 0);
        Assert.Equal(unknown.Transaction, Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(Engine(), payment)).Transaction);
        Assert.Single(_chain.Accepted);
    }

    [Fact]
    public async Task A_transaction_that_ran_out_of_gas_is_repeated_with_more()
    {
        (_chain.Estimate, _chain.GasNeeded) = (40_000, 100_000);

        Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(Engine(), Payment()));

        Assert.Equal([80_000ul, 140_000], _chain.Mined.Select(transaction => transaction.GasLimit));
    }

    [Fact]
    public async Task A_payment_that_would_need_more_gas_than_the_ceiling_is_not_sent()
    {
        _chain.Estimate = 1_000_001;
        Assert.Contains("ceiling", Assert.IsType<SettlementVerdict.Unavailable>(await SettleAsync(Engine(), Payment())).Detail, StringComparison.Ordinal);
        Assert.Empty(await AllAsync());
    }

    [Fact]
    public async Task A_signer_that_cannot_pay_for_all_that_is_open_takes_no_more()
    {
        _chain.Automine = false;
        _chain.Balance = 140_000ul * 3_000_000_000 * 2;
        var engine = Engine(Default with { ReceiptTimeout = Short });

        Assert.IsType<SettlementVerdict.Unknown>(await SettleAsync(engine, Payment()));
        Assert.IsType<SettlementVerdict.Unknown>(await SettleAsync(engine, Payment()));
        Assert.IsType<SettlementVerdict.Unavailable>(await SettleAsync(engine, Payment()));
    }

    [Theory]
    [InlineData("eth_getTransactionCount")]
    [InlineData("eth_getTransactionReceipt")]
    public async Task A_node_that_fails_while_a_settlement_is_watched_only_delays_it(string method)
    {
        var failures = 3;
        _chain.Before = (asked, parameters) =>
        {
            if (asked == method && (parameters.Count != 2 || parameters[1]!.GetValue<string>() == "latest") && failures-- > 0)
                throw new EthereumRpcUnavailableException("down");
        };
        Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(Engine(), Payment()));
        Assert.True(failures < 0);
    }

    [Fact]
    public async Task A_journal_that_fails_lets_nothing_out_and_calls_nothing_failed()
    {
        Assert.IsType<SettlementVerdict.Unknown>(await SettleAsync(Engine(_chain, new BrokenJournal(_journal), Default), Payment()));
        Assert.Empty(_chain.Accepted);
    }

    private SettlementEngine Engine(SettlementOptions? options = null) => Engine(_chain, _journal, options ?? Default);

    private async Task<JournaledTransaction[]> AllAsync()
    {
        var found = new List<JournaledTransaction>();
        foreach (var payment in _payments)
        {
            if (await _journal.FindAsync(payment) is { } transaction)
                found.Add(transaction);
        }

        return [.. found.DistinctBy(transaction => transaction.Nonce)];
    }

    private ExactEvmInspection Payment()
    {
        var payment = TestPayments.New();
        _payments.Add(new SettlementAttempt(payment).Key);
        return payment;
    }

    /// <summary>Reads, and fails whenever something is added.</summary>
    private sealed class BrokenJournal(ISettlementJournal inner) : PassingJournal(inner)
    {
        public override ValueTask<IReadOnlyList<JournalAddition>> AddManyAsync(IReadOnlyList<JournaledTransaction> transactions, CancellationToken cancellationToken = default) =>
            throw new IOException("disk full");
    }
}
