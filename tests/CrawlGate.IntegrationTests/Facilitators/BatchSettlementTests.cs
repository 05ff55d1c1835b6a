using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.IntegrationTests;

public sealed class BatchSettlementTests
{
    [Fact]
    public async Task A_hundred_payments_of_a_hundred_payers_go_in_one_transaction_at_less_than_six_tenths_of_the_gas()
    {
        await using var chain = await EngineChain.StartAsync(multicall: true);
        var payments = await chain.DistinctPaymentsAsync(102);

        // A payee's first payment costs more than the next ones, so the same state is gone through twice.
        var before = await chain.Anvil.SnapshotAsync();
        var first = await AloneAsync(chain, payments[100]);
        var next = await AloneAsync(chain, payments[101]);
        await chain.Anvil.RevertAsync(before);
        var outcomes = await chain.Facilitate().SettleManyAsync([.. payments.Take(100).Select(chain.Request)]);

        var transaction = Assert.Single(outcomes.Select(SettlementEngineTests.Hash).Distinct());
        var each = await chain.GasUsedAsync(transaction.ToString()) / 100;
        Assert.True(each <= first * 6 / 10 && each <= next * 7 / 10, $"{each} of {first}, {next}");
        Assert.Equal(100_000, (await chain.PaidAsync()).ToBigInteger());
        Assert.Equal(payments.Take(100).Select(payment => payment.Authorization.From.ToString()), outcomes.Select(outcome => ((SettleOutcome.Settled)outcome).Response.Payer));
    }

    [Fact]
    public async Task A_poisoned_payment_sinks_none_of_the_others_and_says_what_is_wrong_with_it()
    {
        await using var chain = await EngineChain.StartAsync(multicall: true);
        var payments = await chain.PaymentsAsync(5);
        var beggar = (await chain.DistinctPaymentsAsync(1))[0];
        await chain.Anvil.SendAsync(null, Anvil.BaseSepoliaUsdc, Eip3009Token.TransferWithAuthorization(payments[4].Authorization, payments[4].Signature));
        var poor = await (payments[3] with { Authorization = payments[3].Authorization with { From = DevAccount.All[6].Address } }).SignAsync(DevAccount.All[6].PrivateKey);
        var wrong = payments[0] with { Offer = payments[0].Offer with { Amount = "1" } };

        var outcomes = await chain.Facilitate().SettleManyAsync([.. new[] { payments[0], poor, payments[1], wrong, payments[4], beggar }.Select(chain.Request)]);

        Assert.Single(new[] { 0, 2, 5 }.Select(i => SettlementEngineTests.Hash(outcomes[i])).Distinct());
        Assert.Equal(ExactEvmErrors.InsufficientBalance, Assert.IsType<SettleOutcome.Rejected>(outcomes[1]).Response.ErrorReason);
        Assert.Equal(ExactEvmErrors.ValueMismatch, Assert.IsType<SettleOutcome.Rejected>(outcomes[3]).Response.ErrorReason);
        Assert.NotEqual(SettlementEngineTests.Hash(outcomes[0]), SettlementEngineTests.Hash(outcomes[4]));
        Assert.Equal(4_000, (await chain.PaidAsync()).ToBigInteger());
    }

    [Fact]
    public async Task A_payment_that_a_stranger_submits_before_the_batch_is_mined_is_paid_by_the_stranger()
    {
        await using var chain = await EngineChain.StartAsync(multicall: true);
        var payments = await chain.PaymentsAsync(3);
        await chain.Anvil.SetAutomineAsync(false);
        var settlement = chain.Facilitate().SettleManyAsync([.. payments.Select(chain.Request)]);
        await chain.UntilPendingAsync(1);

        // A stranger who pays more for a place in the block.
        using var stranger = PrivateKeySigner.FromHex(DevAccount.All[4].PrivateKey);
        var call = new Eip1559Transaction
        {
            ChainId = 84532,
            Nonce = 0,
            MaxPriorityFeePerGas = 100_000_000_000,
            MaxFeePerGas = 200_000_000_000,
            GasLimit = 300_000,
            To = Anvil.BaseSepoliaUsdc,
            Data = Eip3009Token.TransferWithAuthorization(payments[1].Authorization, payments[1].Signature),
        };
        var theirs = call.Sign(await stranger.SignAsync(call.SigningHash()));
        await chain.Anvil.RequestAsync("eth_sendRawTransaction", [Hex.Encode(theirs.Raw.Span)]);
        await chain.UntilPendingAsync(2);
        await chain.Anvil.MineAsync();

        var hashes = (await settlement).Select(SettlementEngineTests.Hash).ToArray();
        Assert.Equal(theirs.Hash, hashes[1]);
        Assert.Equal(hashes[0], hashes[2]);
        Assert.NotEqual(hashes[0], hashes[1]);
        Assert.Equal(3_000, (await chain.PaidAsync()).ToBigInteger());
    }

    [Fact]
    public async Task A_repeated_batch_and_a_payment_listed_twice_settle_once()
    {
        await using var chain = await EngineChain.StartAsync(multicall: true);
        var payments = await chain.PaymentsAsync(4);
        FacilitatorRequest[] requests = [.. payments.Select(chain.Request), chain.Request(payments[0])];

        var first = await chain.Facilitate().SettleManyAsync(requests);
        var again = await chain.Facilitate().SettleManyAsync(requests);

        Assert.Single(first.Concat(again).Select(SettlementEngineTests.Hash).Distinct());
        Assert.Equal(1, chain.Rpc.Broadcasts);
        Assert.Equal(4_000, (await chain.PaidAsync()).ToBigInteger());
    }

    [Fact]
    public async Task Without_the_contract_on_the_chain_every_payment_has_its_own_transaction()
    {
        await using var chain = await EngineChain.StartAsync();

        var outcomes = await chain.Facilitate().SettleManyAsync([.. (await chain.PaymentsAsync(12)).Select(chain.Request)]);

        Assert.Equal(12, outcomes.Select(SettlementEngineTests.Hash).Distinct().Count());
    }

    /// <summary>The gas of the very call that settles a payment alone.</summary>
    private static async Task<ulong> AloneAsync(EngineChain chain, ExactPayment payment) => await chain.GasUsedAsync(
        (await chain.Anvil.SendAsync(null, Anvil.BaseSepoliaUsdc, Eip3009Token.TransferWithAuthorization(payment.Authorization, payment.Signature))).TransactionHash.ToString());
}
