using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>The reference client, server and facilitator among themselves: what CrawlGate is measured against works here.</summary>
[Collection(ChainCollection.Name)]
public sealed class ReferenceStackTests(ChainFixture fixture, ReferenceStack stack) : IClassFixture<ReferenceStack>
{
    private static readonly DevAccount Payer = DevAccount.All[4];

    [Fact]
    public async Task Client_pays_server_through_facilitator_on_chain()
    {
        await fixture.Chain.MintAsync(fixture.Usdc, Payer.Address, 1000);
        var before = await fixture.Chain.BalanceOfAsync(fixture.Usdc, stack.Payee);

        var response = await ReferenceClient.GetAsync(new Uri(stack.Server.Url, "paid"), Payer.PrivateKey);

        Assert.Equal(200, response.Status);
        Assert.Equal("""{"page":"paid"}""", response.Body);
        Assert.True(response.PaymentResponse.GetProperty("success").GetBoolean());
        Assert.Equal(fixture.Chain.Network, response.PaymentResponse.GetProperty("network").GetString());
        var hash = response.PaymentResponse.GetProperty("transaction").GetString();
        var transaction = await fixture.Chain.RequestAsync("eth_getTransactionByHash", [hash]);
        Assert.Equal(Hex.Encode(fixture.Usdc.ToArray()), transaction.GetProperty("to").GetString());
        Assert.StartsWith("0xe3ee160e", transaction.GetProperty("input").GetString());
        Assert.True(await fixture.Chain.BalanceOfAsync(fixture.Usdc, stack.Payee) == UInt256.FromBigInteger(before.ToBigInteger() + 1000));
    }

    [Fact]
    public async Task Client_without_money_learns_why_it_was_refused()
    {
        // The facilitator asks Multicall3 for the reason, so this also proves that one.
        var key = Hex.Encode(RandomNumberGenerator.GetBytes(32));

        var response = await ReferenceClient.GetAsync(new Uri(stack.Server.Url, "paid"), key);

        Assert.Equal(402, response.Status);
        var quote = JsonDocument.Parse(Convert.FromBase64String(response.Headers["payment-required"])).RootElement;
        Assert.Equal("invalid_exact_evm_insufficient_balance", quote.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Server_quotes_the_dollar_that_the_chain_has()
    {
        using var http = new HttpClient { BaseAddress = stack.Server.Url };

        using var response = await http.GetAsync("paid");

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        var quote = JsonDocument.Parse(Convert.FromBase64String(response.Headers.GetValues("PAYMENT-REQUIRED").Single())).RootElement;
        var offer = quote.GetProperty("accepts")[0];
        Assert.Equal("0x036CbD53842c5426634e7929541eC2318f3dCF7e", offer.GetProperty("asset").GetString());
        Assert.Equal("1000", offer.GetProperty("amount").GetString());
        Assert.Equal("USDC", offer.GetProperty("extra").GetProperty("name").GetString());
        Assert.Equal("""{"page":"free"}""", await http.GetStringAsync("free"));
    }

    [Fact]
    public async Task Facilitator_lists_the_network_and_its_account()
    {
        using var http = new HttpClient { BaseAddress = stack.Facilitator.Url };

        var supported = await http.GetFromJsonAsync<JsonElement>("supported");

        Assert.Contains(supported.GetProperty("kinds").EnumerateArray(), kind =>
            kind.GetProperty("x402Version").GetInt32() == 2
            && kind.GetProperty("scheme").GetString() == "exact"
            && kind.GetProperty("network").GetString() == fixture.Chain.Network);
        Assert.NotEmpty(supported.GetProperty("signers").EnumerateObject());
    }

    [Fact]
    public async Task Hono_middleware_quotes_and_serves_the_free_page()
    {
        await using var server = await NodeProcess.StartAsync(
            "x402/hono-402.mjs", new Dictionary<string, string> { ["PAY_TO"] = Hex.Encode(stack.Payee.ToArray()) });
        using var http = new HttpClient { BaseAddress = server.Url };

        using var response = await http.GetAsync("paid");

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.True(response.Headers.Contains("PAYMENT-REQUIRED"));
        Assert.Equal("""{"page":"free"}""", await http.GetStringAsync("free"));
    }
}
