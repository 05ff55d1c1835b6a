using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.IntegrationTests;

/// <summary>Real payments on a real node, and ledgers that say the truth about them, or not.</summary>
public sealed class LedgerVerifyTests : FacilitatorTests
{
    private readonly LedgerStand _stand;

    public LedgerVerifyTests(ChainFixture fixture)
        : base(fixture) => _stand = new LedgerStand(change: settings => settings["Rpc"] = new JsonArray(fixture.Chain.RpcUrl.ToString()));

    public override async Task DisposeAsync()
    {
        _stand.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_ledger_that_says_what_the_chain_says_agrees()
    {
        for (var i = 0; i < 10; i++)
        {
            var (key, transaction) = await PayAsync();
            await SettledAsync(key, transaction);
        }

        await _stand.FailedAsync(KeyOf(await PaymentAsync()), payTo: Payee);
        await _stand.QueuedAsync(KeyOf(await PaymentAsync()));

        var (code, output, error) = await _stand.RunAsync("verify");

        Assert.True(code == 0, output + error);
        Assert.Contains("checked        11", output);
        Assert.Contains("agree          11", output);
        Assert.Contains("not due        1,", output);
        Assert.Contains($"{Payee}: 0.01 USDC recorded, 0.01 USDC on chain", output);
        Assert.Contains("The ledger agrees with the chain.", output);
        Assert.Empty(error);
    }

    [Fact]
    public async Task A_transaction_that_the_chain_does_not_have_is_found()
    {
        var (key, paid) = await PayAsync();
        await SettledAsync(key, new Bytes32([.. Enumerable.Repeat((byte)7, 32)]));

        var report = await DifferAsync(PaymentRecord.NameOf(key), "transaction-not-found", $"which the chain does not have; it was paid in {paid}");

        AssertSum(report, "0.001", "0.001");
    }

    [Fact]
    public async Task A_transaction_of_another_payment_proves_nothing()
    {
        var (key, transaction) = await PayAsync();
        var unpaid = KeyOf(await PaymentAsync());
        await SettledAsync(key, transaction);
        await SettledAsync(unpaid, transaction);

        var report = await DifferAsync(PaymentRecord.NameOf(unpaid), "not-in-transaction", $"is not in {transaction}, which succeeded; it was never paid");

        AssertSum(report, "0.002", "0.001");
    }

    [Fact]
    public async Task A_transaction_that_failed_proves_nothing()
    {
        var payment = await PaymentAsync(change: authorization => authorization with { Value = 1_000_000_000_000 });
        var failed = await Chain.SendAsync(Stranger.Address, Usdc, Eip3009Token.TransferWithAuthorization(payment.Authorization, payment.Signature), gas: 200_000);
        Assert.False(failed.Succeeded);
        await SettledAsync(KeyOf(payment), failed.TransactionHash, payment.Authorization.Value);

        await DifferAsync(PaymentRecord.NameOf(KeyOf(payment)), "transaction-failed", "which failed; it was never paid");
    }

    [Fact]
    public async Task Another_amount_than_recorded_is_found()
    {
        var (key, transaction) = await PayAsync();
        await SettledAsync(key, transaction, 2000);

        var report = await DifferAsync(PaymentRecord.NameOf(key), "other-transfer", $"is recorded as $0.002 to {Payee}, but {transaction} moved $0.001 to {Payee}");

        AssertSum(report, "0.002", "0.001");
    }

    [Fact]
    public async Task A_failed_payment_that_the_chain_says_is_paid_is_an_alarm()
    {
        var (key, transaction) = await PayAsync();
        await _stand.FailedAsync(key, payTo: Payee);

        var report = await DifferAsync(PaymentRecord.NameOf(key), "paid-though-failed", $"is recorded as failed, but $0.001 arrived in {transaction}");

        AssertSum(report, "0", "0.001");
    }

    [Fact]
    public async Task One_transfer_that_proves_two_entries_is_an_alarm()
    {
        var (key, transaction) = await PayAsync();
        await SettledAsync(key, transaction);
        var backup = _stand.NewLedger();
        await _stand.SettledAsync(key, transaction.ToString(), payTo: Payee, ledger: backup);

        var report = await DifferAsync(
            PaymentRecord.NameOf(key), "counted-twice", $"is proven by the same transfer in {transaction} as another entry of the same payment: one payment is counted twice", new ReadOnlyLedger(_stand.Ledger, backup));

        AssertSum(report, "0.002", "0.001");
    }

    [Fact]
    public async Task Several_payments_in_one_transaction_are_several_payments()
    {
        // One contract call that uses two authorizations: what a batching facilitator does.
        var (first, second) = (await PaymentAsync(), await PaymentAsync());
        var transaction = await BatchAsync(first, second);
        await SettledAsync(KeyOf(first), transaction);
        await SettledAsync(KeyOf(second), transaction);

        var (code, output, error) = await _stand.RunAsync("verify");

        Assert.True(code == 0, output + error);
        Assert.Contains("agree          2", output);
    }

    [Fact]
    public async Task Unknown_outcomes_are_looked_up_and_no_alarm()
    {
        var (paid, transaction) = await PayAsync();
        await _stand.UnknownAsync(paid, payTo: Payee);
        await _stand.UnknownAsync(KeyOf(await PaymentAsync()), payTo: Payee);

        var (code, output, error) = await _stand.RunAsync("verify");

        Assert.True(code == 0, output + error);
        Assert.Contains("open           2, of unknown outcome", output);
        Assert.Contains($"is paid in {transaction}; the gateway records it when it asks the chain next", output);
        Assert.Contains("is not paid; it can be until 2026-11-21 12:05:00", output);
    }

    [Fact]
    public async Task A_period_is_verified_alone()
    {
        var (key, transaction) = await PayAsync();
        await SettledAsync(key, transaction);
        await SettledAsync(KeyOf(await PaymentAsync()), transaction);

        Assert.Equal(0, (await _stand.RunAsync("verify", "--until", "2026-11-21T12:00:01Z")).Code);
        Assert.Equal(1, (await _stand.RunAsync("verify", "--from", "2026-11-21T12:00:01Z")).Code);
    }

    [Fact]
    public async Task A_node_that_nobody_runs_is_said_to_be_unreachable()
    {
        var (key, transaction) = await PayAsync();
        await SettledAsync(key, transaction);

        var (code, output, error) = await _stand.RunAsync("verify", "--rpc", ToolFolder.Nowhere);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("The chain could not be asked, so nothing was compared", error);
    }

    [Fact]
    public async Task Payments_of_another_chain_are_not_compared_with_this_one()
    {
        var (key, transaction) = await PayAsync();
        await SettledAsync(key with { ChainId = 8453 }, transaction);

        var (code, output, _) = await _stand.RunAsync("verify");

        Assert.Equal(1, code);
        Assert.Contains("The chain could not be asked about 1 payments: it is on eip155:8453, and the node serves eip155:84532", output);
    }

    private static AuthorizationKey KeyOf(ExactPayment payment) => new(84532, Asset(payment), payment.Authorization.From, payment.Authorization.Nonce);

    private async Task<(AuthorizationKey Key, Bytes32 Transaction)> PayAsync()
    {
        var payment = await PaymentAsync();
        return (KeyOf(payment), await SettledAsync(payment));
    }

    private Task<LedgerEntry> SettledAsync(AuthorizationKey key, Bytes32 transaction, UInt256? amount = null) => _stand.SettledAsync(key, transaction.ToString(), amount, Payee);

    /// <summary>Verifies, and expects the one difference.</summary>
    private async Task<JsonNode> DifferAsync(string payment, string kind, string text, IPaymentLedger? ledger = null)
    {
        var (code, output, error) = await _stand.RunAsync(ledger ?? _stand.Ledger, "verify");
        Assert.Equal((1, ""), (code, error));
        Assert.Contains(payment, output);
        Assert.Contains(text, output);
        Assert.Contains("payments differ from the chain.", output);

        (code, output, error) = await _stand.RunAsync(ledger ?? _stand.Ledger, "verify", "--json");
        Assert.Equal((1, ""), (code, error));
        var report = JsonNode.Parse(output)!;
        Assert.Equal((1, 0), ((int)report["differ"]!, (int)report["unreachable"]!));
        Assert.Equal((payment, kind), ((string?)report["differences"]![0]!["payment"], (string?)report["differences"]![0]!["kind"]));
        Assert.Contains(text, (string?)report["differences"]![0]!["text"]);
        return report;
    }

    private static void AssertSum(JsonNode report, string recorded, string onChain)
    {
        var sum = Assert.Single(report["sums"]!.AsArray());
        Assert.Equal((Payee.ToString(), "USDC", recorded, onChain), ((string?)sum!["payTo"], (string?)sum["currency"], (string?)sum["recorded"], (string?)sum["onChain"]));
    }

    private async Task<Bytes32> BatchAsync(ExactPayment first, ExactPayment second)
    {
        var receipt = await Chain.SendAsync(Stranger.Address, null, Caller(
            Eip3009Token.TransferWithAuthorization(first.Authorization, first.Signature), Eip3009Token.TransferWithAuthorization(second.Authorization, second.Signature)), gas: 3_000_000);
        Assert.True(receipt.Succeeded);
        return receipt.TransactionHash;
    }

    /// <summary>Init code that calls the token with each calldata in turn: copy it to memory, CALL, go on.</summary>
    private byte[] Caller(params byte[][] calls)
    {
        // PUSH2 length, PUSH2 offset, PUSH0, CODECOPY; PUSH0, PUSH0, PUSH2 length, PUSH0, PUSH0, PUSH20 token, GAS, CALL, POP
        const int Step = 8 + 31;
        var (code, data) = (new List<byte>(), new List<byte>());
        var start = (calls.Length * Step) + 1;
        foreach (var call in calls)
        {
            code.AddRange([0x61, .. Word(call.Length), 0x61, .. Word(start + data.Count), 0x5f, 0x39]);
            code.AddRange([0x5f, 0x5f, 0x61, .. Word(call.Length), 0x5f, 0x5f, 0x73, .. Usdc.ToArray(), 0x5a, 0xf1, 0x50]);
            data.AddRange(call);
        }

        Assert.Equal(start - 1, code.Count);
        return [.. code, 0x00, .. data];
    }

    private static byte[] Word(int number) => [(byte)(number >> 8), (byte)number];
}
