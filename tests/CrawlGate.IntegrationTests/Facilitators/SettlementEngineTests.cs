using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.IntegrationTests;

public sealed class SettlementEngineTests
{
    private static readonly SettlementOptions Impatient = new() { ReceiptTimeout = TimeSpan.FromMilliseconds(500), ReplaceAfter = TimeSpan.FromMinutes(5) };

    [Fact]
    public async Task F11_Fifty_concurrent_payments_from_one_signer_all_settle_with_strictly_increasing_nonces()
    {
        await using var chain = await EngineChain.StartAsync();
        var facilitator = chain.Facilitate();

        var outcomes = await Task.WhenAll((await chain.PaymentsAsync(50)).Select(payment => EngineChain.SettleAsync(facilitator, payment)));

        var nonces = await Task.WhenAll(outcomes.Select(outcome => chain.NonceOfAsync(Hash(outcome))));
        Assert.Equal(Enumerable.Range(0, 50).Select(nonce => (ulong)nonce), nonces.Order());
        Assert.Equal(50_000, (await chain.PaidAsync()).ToBigInteger());
    }

    [Fact]
    public async Task A_node_that_can_answers_broadcasts_with_receipts()
    {
        await using var chain = await EngineChain.StartAsync();
        var facilitator = chain.Facilitate();
        foreach (var payment in await chain.PaymentsAsync(5))
            Assert.IsType<SettleOutcome.Settled>(await EngineChain.SettleAsync(facilitator, payment));

        // One may take the node longer than anybody waits for it.
        Assert.Equal(5, chain.Rpc.Broadcasts);
        Assert.InRange(chain.Rpc.PlainBroadcasts, 0, 4);
    }

    [Fact]
    public async Task Payments_are_spread_over_the_signers()
    {
        await using var chain = await EngineChain.StartAsync();
        await chain.Anvil.SetAutomineAsync(false);
        var facilitator = chain.Facilitate(Impatient, EngineChain.Settler, EngineChain.SecondSettler);
        var payments = await MintedAsync(chain, 10);

        await Task.WhenAll(payments.Select(payment => EngineChain.SettleAsync(facilitator, payment)));

        Assert.Equal(5, (await chain.Journal.ReadOpenAsync(84532, EngineChain.Settler.Address)).Count);
        Assert.Equal(5, (await chain.Journal.ReadOpenAsync(84532, EngineChain.SecondSettler.Address)).Count);
    }

    [Fact]
    public async Task F12_Twenty_concurrent_settlements_of_one_payment_broadcast_one_transaction_and_agree()
    {
        await using var chain = await EngineChain.StartAsync();
        var facilitator = chain.Facilitate();
        var payment = Assert.Single(await chain.PaymentsAsync(1));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => EngineChain.SettleAsync(facilitator, payment))));

        Assert.Single(outcomes.Select(Hash).Distinct());
        Assert.Equal(1, chain.Rpc.Broadcasts);
        Assert.Equal(1000, (await chain.PaidAsync()).ToBigInteger());
    }

    [Fact]
    public async Task F12_Two_processes_with_one_signer_and_one_journal_settle_fifty_payments_once_each()
    {
        await using var chain = await EngineChain.StartAsync();
        IFacilitator[] processes = [chain.Facilitate(), chain.Facilitate()];
        var payments = await chain.PaymentsAsync(50);

        var outcomes = await Task.WhenAll(payments.SelectMany(payment => processes.Select(process => Task.Run(() => EngineChain.SettleAsync(process, payment)))));

        Assert.Equal(50, outcomes.Select(Hash).Distinct().Count());
        for (var i = 0; i < outcomes.Length; i += 2)
            Assert.Equal(Hash(outcomes[i]), Hash(outcomes[i + 1]));
        Assert.Equal(50_000, (await chain.PaidAsync()).ToBigInteger());
        Assert.Equal(50ul, await chain.Rpc.GetTransactionCountAsync(EngineChain.Settler.Address));
    }

    [Fact]
    public async Task F13_What_was_pending_when_a_process_ended_is_settled_by_the_next_one_without_another_transaction()
    {
        await using var chain = await EngineChain.StartAsync();
        var payment = Assert.Single(await chain.PaymentsAsync(1));
        await chain.Anvil.SetAutomineAsync(false);
        var first = chain.CreateEngine(Impatient);
        var unknown = Assert.IsType<SettleOutcome.Unknown>(await EngineChain.SettleAsync(chain.Facilitate(first), payment));
        Assert.Equal(X402Errors.SettlementPending, unknown.Reason);
        await first.DisposeAsync();

        var second = chain.Facilitate();
        await chain.Anvil.MineAsync();

        Assert.Equal(unknown.Transaction, Hash(await EngineChain.SettleAsync(second, payment)).ToString());
        Assert.Equal(1ul, await chain.Rpc.GetTransactionCountAsync(EngineChain.Settler.Address));
    }

    [Fact]
    public async Task F13_What_was_journalled_and_never_left_a_process_is_broadcast_by_the_next_one_on_its_own()
    {
        await using var chain = await EngineChain.StartAsync();
        var payment = Assert.Single(await chain.PaymentsAsync(1));
        var first = chain.CreateEngine(Impatient);
        chain.Rpc.Swallows = true;
        var unknown = Assert.IsType<SettleOutcome.Unknown>(await EngineChain.SettleAsync(chain.Facilitate(first), payment));
        await first.DisposeAsync();
        Assert.Equal(0, chain.Rpc.Broadcasts);

        chain.Rpc.Swallows = false;
        chain.CreateEngine();

        Assert.Equal(unknown.Transaction, (await ClosedAsync(chain, payment)).Mined.ToString());
        Assert.Equal(1000, (await chain.PaidAsync()).ToBigInteger());
    }

    [Fact]
    public async Task F14_A_repeat_after_a_restart_answers_the_original_success_and_one_with_other_terms_does_not()
    {
        await using var chain = await EngineChain.StartAsync();
        var payment = Assert.Single(await chain.PaymentsAsync(1));
        var settled = Hash(await EngineChain.SettleAsync(chain.Facilitate(), payment));
        var restarted = chain.Facilitate();

        Assert.Equal(settled, Hash(await EngineChain.SettleAsync(restarted, payment)));
        foreach (var (terms, reason) in new[]
        {
            (payment.Offer with { Amount = "999" }, ExactEvmErrors.ValueMismatch),
            (payment.Offer with { PayTo = DevAccount.All[5].Address.ToString() }, ExactEvmErrors.RecipientMismatch),
        })
            Assert.Equal(reason, Assert.IsType<SettleOutcome.Rejected>(await restarted.SettleAsync(payment.ToPayload(), terms)).Response.ErrorReason);
        Assert.Equal(1, chain.Rpc.Broadcasts);
    }

    [Fact]
    public async Task F14_A_second_authorization_with_the_nonce_of_a_settled_one_is_refused()
    {
        await using var chain = await EngineChain.StartAsync();
        var payments = await chain.PaymentsAsync(2);
        var facilitator = chain.Facilitate();
        Hash(await EngineChain.SettleAsync(facilitator, payments[0]));
        var twin = await (payments[1] with { Authorization = payments[1].Authorization with { Nonce = payments[0].Authorization.Nonce, ValidAfter = 1 } })
            .SignAsync(DevAccount.All[3].PrivateKey);

        Assert.Equal(ExactEvmErrors.NonceAlreadyUsed, Assert.IsType<SettleOutcome.Rejected>(await EngineChain.SettleAsync(facilitator, twin)).Response.ErrorReason);
    }

    [Fact]
    public async Task F15_A_stuck_transaction_is_replaced_with_its_nonce_at_a_higher_fee_and_either_form_may_be_mined()
    {
        await using var chain = await EngineChain.StartAsync();
        var payment = Assert.Single(await chain.PaymentsAsync(1));
        await chain.Anvil.SetAutomineAsync(false);
        var facilitator = chain.Facilitate(new SettlementOptions { ReplaceAfter = TimeSpan.FromMilliseconds(300) });

        var settlement = EngineChain.SettleAsync(facilitator, payment);
        JournaledTransaction open;
        do
        {
            await Task.Delay(20);
            open = (await chain.Journal.ReadOpenAsync(84532, EngineChain.Settler.Address)) is [var only] ? only : null!;
        }
        while (open is not { Broadcasts.Count: >= 3 });
        await chain.Anvil.MineAsync();

        var mined = Hash(await settlement);
        var closed = (await chain.Journal.FindAsync(open.Payments[0].Key))!;
        Assert.Contains(mined, closed.Broadcasts.Select(form => form.Hash));
        foreach (var (before, after) in closed.Broadcasts.Zip(closed.Broadcasts.Skip(1)))
        {
            Assert.True(after.MaxFeePerGas.ToBigInteger() * 8 >= before.MaxFeePerGas.ToBigInteger() * 9);
            Assert.True(after.MaxPriorityFeePerGas.ToBigInteger() * 8 >= before.MaxPriorityFeePerGas.ToBigInteger() * 9);
        }

        Assert.Equal(0ul, await chain.NonceOfAsync(mined));
        Assert.Equal(1000, (await chain.PaidAsync()).ToBigInteger());
    }

    [Fact]
    public async Task F15_A_block_that_is_undone_before_the_settlement_is_final_is_noticed_and_the_payment_settles_again()
    {
        await using var chain = await EngineChain.StartAsync();
        var payment = Assert.Single(await chain.PaymentsAsync(1));
        var facilitator = chain.Facilitate(new SettlementOptions { Confirmations = 3 });
        var snapshot = await chain.Anvil.SnapshotAsync();

        var settlement = EngineChain.SettleAsync(facilitator, payment);
        while (await chain.Rpc.GetTransactionCountAsync(EngineChain.Settler.Address) == 0)
            await Task.Delay(10);
        await chain.Anvil.MineAsync();
        await Task.Delay(300);
        Assert.False(settlement.IsCompleted);

        // The node forgets the block and the transaction in it.
        await chain.Anvil.RevertAsync(snapshot);
        Assert.Equal(0, (await chain.PaidAsync()).ToBigInteger());
        while (await chain.Rpc.GetTransactionCountAsync(EngineChain.Settler.Address) == 0)
            await Task.Delay(10);
        Assert.False(settlement.IsCompleted);
        await chain.Anvil.MineAsync(2);

        Hash(await settlement);
        Assert.Equal(1000, (await chain.PaidAsync()).ToBigInteger());
        Assert.Equal(1ul, await chain.Rpc.GetTransactionCountAsync(EngineChain.Settler.Address));
    }

    [Fact]
    public async Task A_nonce_that_was_used_elsewhere_costs_its_payment_a_new_transaction_and_nothing_else()
    {
        await using var chain = await EngineChain.StartAsync();
        var payment = Assert.Single(await chain.PaymentsAsync(1));
        var facilitator = chain.Facilitate(new SettlementOptions { LostAfter = TimeSpan.FromMilliseconds(200) });
        chain.Rpc.Swallows = true;
        var settlement = EngineChain.SettleAsync(facilitator, payment);
        while ((await chain.Journal.ReadOpenAsync(84532, EngineChain.Settler.Address)).Count == 0)
            await Task.Delay(10);

        await chain.Anvil.SendAsync(EngineChain.Settler.Address, DevAccount.All[5].Address, default);
        chain.Rpc.Swallows = false;

        Assert.Equal(1ul, await chain.NonceOfAsync(Hash(await settlement)));
        Assert.Equal(1000, (await chain.PaidAsync()).ToBigInteger());
    }

    [Fact]
    public async Task A_signer_without_gas_money_is_passed_over_and_none_at_all_settles_nothing()
    {
        await using var chain = await EngineChain.StartAsync();
        var payments = await chain.PaymentsAsync(2);
        await chain.Anvil.SetBalanceAsync(EngineChain.Settler.Address, 1);
        var engine = chain.CreateEngine(null, EngineChain.Settler, EngineChain.SecondSettler);
        Assert.Equal(new SignerBalance(EngineChain.Settler.Address, 1), (await engine.ReadBalancesAsync())[0]);

        Hash(await EngineChain.SettleAsync(chain.Facilitate(engine), payments[0]));
        Assert.IsType<SettleOutcome.Unavailable>(await EngineChain.SettleAsync(chain.Facilitate(), payments[1]));

        Assert.Equal(1ul, await chain.Rpc.GetTransactionCountAsync(EngineChain.SecondSettler.Address));
        Assert.Null(await chain.Journal.NextNonceAsync(84532, EngineChain.Settler.Address));
    }

    [Fact]
    public async Task A_caller_who_stops_waiting_stops_nothing()
    {
        await using var chain = await EngineChain.StartAsync();
        var payment = Assert.Single(await chain.PaymentsAsync(1));
        await chain.Anvil.SetAutomineAsync(false);
        var facilitator = chain.Facilitate();
        using var cancellation = new CancellationTokenSource();

        var abandoned = facilitator.SettleAsync(payment.ToPayload(), payment.Offer, cancellation.Token);
        await chain.UntilPendingAsync(1);
        await cancellation.CancelAsync();
        var unknown = Assert.IsType<SettleOutcome.Unknown>(await abandoned);
        await chain.Anvil.MineAsync();

        Assert.Equal(unknown.Transaction, (await ClosedAsync(chain, payment)).Mined.ToString());
    }

    internal static Bytes32 Hash(SettleOutcome outcome) =>
        Bytes32.Parse(outcome is SettleOutcome.Settled settled ? settled.Response.Transaction : throw new InvalidOperationException(outcome.ToString()));

    private static async Task<JournaledTransaction> ClosedAsync(EngineChain chain, ExactPayment payment)
    {
        var key = new AuthorizationKey(84532, Anvil.BaseSepoliaUsdc, payment.Authorization.From, payment.Authorization.Nonce);
        for (var tries = 0; ; tries++)
        {
            if (await chain.Journal.FindAsync(key) is { IsOpen: false } closed)
                return closed;

            // Longer than ReplaceAfter: anvil may leave a transaction lying among its queued ones although it is its account's next, until it is replaced.
            Assert.True(tries < 4000, "Nothing closed the transaction.");
            await Task.Delay(10);
        }
    }

    /// <summary>The money comes in a block of its own where blocks come by hand.</summary>
    private static async Task<ExactPayment[]> MintedAsync(EngineChain chain, int count)
    {
        await chain.Anvil.SetAutomineAsync(true);
        var payments = await chain.PaymentsAsync(count);
        await chain.Anvil.SetAutomineAsync(false);
        return payments;
    }
}
