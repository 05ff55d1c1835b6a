using System.Net;
using CrawlGate.Client;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>Our client against the reference server and facilitator on a real chain.</summary>
[Collection(ChainCollection.Name)]
public sealed class OurClientPaysReferenceServerTests(ChainFixture fixture, ReferenceStack stack) : IClassFixture<ReferenceStack>
{
    private static readonly DevAccount Payer = DevAccount.All[5];

    [Fact]
    public async Task Page_is_paid_for_and_the_payee_has_the_money()
    {
        await fixture.Chain.MintAsync(fixture.Usdc, Payer.Address, 1000);
        var before = await fixture.Chain.BalanceOfAsync(fixture.Usdc, stack.Payee);
        using var signer = PrivateKeySigner.FromHex(Payer.PrivateKey);
        using var http = new HttpClient(new PaymentHandler(new PaymentOptions { Signer = signer, MaxPerRequest = 0.01m }));

        using var response = await http.GetAsync(new Uri(stack.Server.Url, "paid"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"page":"paid"}""", await response.Content.ReadAsStringAsync());
        var payment = response.GetPayment()!;
        Assert.True(payment.Success);
        Assert.Equal(0.001m, payment.Dollars);
        var receipt = await fixture.Chain.RequestAsync("eth_getTransactionReceipt", [payment.Transaction]);
        Assert.Equal("0x1", receipt.GetProperty("status").GetString());
        Assert.True(await fixture.Chain.BalanceOfAsync(fixture.Usdc, stack.Payee) == UInt256.FromBigInteger(before.ToBigInteger() + 1000));
    }

    [Fact]
    public async Task Payer_without_money_gets_the_reason_and_is_asked_once()
    {
        using var signer = PrivateKeySigner.FromHex("0x00000000000000000000000000000000000000000000000000000000c0ffee01");
        using var http = new HttpClient(new PaymentHandler(new PaymentOptions { Signer = signer }));

        using var response = await http.GetAsync(new Uri(stack.Server.Url, "paid"));

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal(PaymentRefusalReason.Rejected, response.GetPaymentRefusal()!.Reason);
        Assert.Contains("invalid_exact_evm_insufficient_balance", response.GetPaymentRefusal()!.Message);
        Assert.Null(response.GetPayment()!.Transaction);
    }

    [Fact]
    public async Task Free_page_costs_nothing()
    {
        using var signer = PrivateKeySigner.FromHex(Payer.PrivateKey);
        var handler = new PaymentHandler(new PaymentOptions { Signer = signer });
        using var http = new HttpClient(handler);

        Assert.Equal("""{"page":"free"}""", await http.GetStringAsync(new Uri(stack.Server.Url, "free")));
        Assert.Equal(0m, handler.SignedAway);
    }
}
