using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.IntegrationTests;

public sealed class FacilitatorSettleTests(ChainFixture fixture) : FacilitatorTests(fixture)
{
    [Fact]
    public async Task F10_65_bytes_take_the_overload_with_v_r_s() =>
        Assert.Equal("0xe3ee160e", await SelectorAsync(await SettledAsync(await PaymentAsync())));

    [Fact]
    public async Task F10_A_version_1_payment_names_the_network_as_version_1_does()
    {
        var payment = await PaymentAsync();

        var settled = Assert.IsType<SettleOutcome.Settled>(await Facilitator.SettleAsync(payment.ToPayload(1), payment.Offer));

        Assert.Equal("base-sepolia", settled.Response.Network);
    }

    [Theory]
    [InlineData("SkimmingDollar")]
    [InlineData("SilentDollar")]
    public async Task F10_A_transfer_that_the_events_do_not_prove_is_no_success_and_no_failure(string contract)
    {
        var payment = await PaymentAsync(Offer(await Chain.DeployTokenAsync(contract)));

        var unknown = Assert.IsType<SettleOutcome.Unknown>(await SettleAsync(payment));

        Assert.Equal(ExactEvmErrors.TransferEventMismatch, unknown.Reason);
        Assert.True(Bytes32.TryParse(unknown.Transaction, out _));
        Assert.True(await Chain.AuthorizationStateAsync(Asset(payment), Payer.Address, payment.Authorization.Nonce));
    }

    [Fact]
    public async Task F14_A_repeat_answers_the_original_transaction()
    {
        var payment = await PaymentAsync();
        var transaction = await SettledAsync(payment);

        Assert.Equal(transaction.ToString(), Assert.IsType<SettleOutcome.Settled>(await SettleAsync(payment)).Response.Transaction);
    }

    [Fact]
    public async Task F10_An_authorization_that_somebody_else_submitted_has_paid()
    {
        var payment = await PaymentAsync();
        var theirs = await Chain.SendAsync(Stranger.Address, Usdc, Eip3009Token.TransferWithAuthorization(payment.Authorization, payment.Signature));

        var settled = Assert.IsType<SettleOutcome.Settled>(await SettleAsync(payment));

        Assert.Equal(theirs.TransactionHash.ToString(), settled.Response.Transaction);
    }

    [Fact]
    public async Task F10_A_cancelled_authorization_never_pays()
    {
        var payment = await PaymentAsync();
        var cancellation = await new Authorization(Payer.Address, Payee, 1000) { Nonce = payment.Authorization.Nonce }
            .SignCancellationAsync(Signer, Payer.PrivateKey, Chain.ChainId, Usdc);
        await Chain.SendAsync(null, Usdc, (await ContractArtifact.LoadAsync("TestDollar")).Encode(
            "cancelAuthorization(address,bytes32,bytes)", Payer.Address, payment.Authorization.Nonce, cancellation));

        await RefusedAsync(payment, ExactEvmErrors.NonceAlreadyUsed);
        Assert.Equal(ExactEvmErrors.NonceAlreadyUsed, Assert.IsType<SettleOutcome.Rejected>(await SettleAsync(payment)).Response.ErrorReason);
    }

    [Fact]
    public async Task F10_A_nonce_that_paid_somebody_else_never_pays()
    {
        var payment = await PaymentAsync();
        var other = await (payment with { Authorization = payment.Authorization with { To = Stranger.Address } }).SignAsync(Payer.PrivateKey);
        await Chain.SendAsync(null, Usdc, Eip3009Token.TransferWithAuthorization(other.Authorization, other.Signature));

        Assert.Equal(ExactEvmErrors.NonceAlreadyUsed, Assert.IsType<SettleOutcome.Rejected>(await SettleAsync(payment)).Response.ErrorReason);
    }

    [Fact]
    public async Task F10_A_used_nonce_without_a_trace_in_reach_is_unknown()
    {
        var payment = await PaymentAsync();
        await SettledAsync(payment);
        await Chain.MineAsync(3);
        var shortsighted = CreateFacilitator(Chain, Rpc, new ExactEvmChainOptions { LogLookbackBlocks = 1 });

        Assert.IsType<SettleOutcome.Unknown>(await shortsighted.SettleAsync(payment.ToPayload(), payment.Offer));
    }

    [Fact]
    public async Task F13_Without_a_receipt_the_outcome_is_unknown_and_a_repeat_learns_it()
    {
        await using var chain = await Anvil.StartAsync();
        await chain.InstallUsdcAsync();
        await chain.MintAsync(Usdc, Payer.Address, 10_000);
        await chain.SetAutomineAsync(false);
        using var rpc = new EthereumRpcClient([chain.RpcUrl]);
        var facilitator = CreateFacilitator(chain, rpc, receiptTimeout: TimeSpan.FromMilliseconds(300));
        var payment = await Draft(Offer()).SignAsync(Payer.PrivateKey);

        var unknown = Assert.IsType<SettleOutcome.Unknown>(await facilitator.SettleAsync(payment.ToPayload(), payment.Offer));
        Assert.Equal(X402Errors.SettlementPending, unknown.Reason);
        await chain.MineAsync();

        var settled = Assert.IsType<SettleOutcome.Settled>(await facilitator.SettleAsync(payment.ToPayload(), payment.Offer));
        Assert.Equal(unknown.Transaction, settled.Response.Transaction);
        Assert.Equal(1000, (await chain.BalanceOfAsync(Usdc, Payee)).ToBigInteger());
    }

    [Fact]
    public async Task F13_A_transaction_that_reverts_when_mined_is_judged_by_what_happened_to_the_authorization()
    {
        await using var chain = await Anvil.StartAsync();
        await chain.InstallUsdcAsync();
        await chain.MintAsync(Usdc, Payer.Address, 1000);
        await chain.SetAutomineAsync(false);
        using var rpc = new EthereumRpcClient([chain.RpcUrl]);
        var facilitator = CreateFacilitator(chain, rpc, receiptTimeout: TimeSpan.FromSeconds(20));
        var (first, second) = (await Draft(Offer()).SignAsync(Payer.PrivateKey), await Draft(Offer()).SignAsync(Payer.PrivateKey));

        // Both estimates pass while nothing is mined; the money is there for one.
        var settlements = Task.WhenAll(
            facilitator.SettleAsync(first.ToPayload(), first.Offer), facilitator.SettleAsync(second.ToPayload(), second.Offer));
        while ((await chain.RequestAsync("txpool_status", [])).GetProperty("pending").GetString() != "0x2")
            await Task.Delay(20);
        await chain.MineAsync();
        var outcomes = await settlements;

        Assert.Single(outcomes.OfType<SettleOutcome.Settled>());
        var rejected = Assert.Single(outcomes.OfType<SettleOutcome.Rejected>());
        Assert.Equal(ExactEvmErrors.TransactionFailed, rejected.Response.ErrorReason);
        Assert.True(Bytes32.TryParse(rejected.Response.Transaction, out _));
    }

    [Fact]
    public async Task F18_Every_failed_settlement_has_strings_for_transaction_and_network()
    {
        var payment = await PaymentAsync();
        (ExactPayment Payment, PaymentRequirements Requirements, string Reason)[] cases =
        [
            (payment, payment.Offer with { Scheme = "foo" }, X402Errors.UnsupportedScheme),
            (payment, payment.Offer with { Network = "eip155:8453" }, X402Errors.InvalidNetwork),
            (payment with { Scheme = "foo" }, payment.Offer, ExactEvmErrors.Scheme),
            (payment with { Signature = new byte[65] }, payment.Offer, ExactEvmErrors.Signature),
            (await PaymentAsync(change: authorization => authorization with { Value = 999 }), payment.Offer, ExactEvmErrors.ValueMismatch),
            (await PaymentAsync(change: authorization => authorization with { ValidBefore = 1 }), payment.Offer, ExactEvmErrors.ValidBefore),
            (await Draft(Offer(await Chain.DeployTokenAsync())).SignAsync(Payer.PrivateKey), null!, ExactEvmErrors.InsufficientBalance),
            (await PaymentAsync(Offer(await Chain.DeployTokenAsync("PlainToken"))), null!, ExactEvmErrors.Eip3009NotSupported),
            (await PaymentAsync(Offer(NewAddress())), null!, ExactEvmErrors.AssetNotDeployed),
        ];

        foreach (var (bad, requirements, reason) in cases)
        {
            var response = Assert.IsType<SettleOutcome.Rejected>(await SettleAsync(bad, requirements)).Response;
            Assert.Equal((reason, "", (requirements ?? bad.Offer).Network), (response.ErrorReason, response.Transaction, response.Network));
        }
    }
}
