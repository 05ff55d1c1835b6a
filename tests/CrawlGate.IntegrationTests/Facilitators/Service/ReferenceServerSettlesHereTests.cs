using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CrawlGate.Client;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>The reference resource server settles through the facilitator that the gateway serves.</summary>
[Collection(ChainCollection.Name)]
public sealed class ReferenceServerSettlesHereTests(ChainFixture fixture, ServedStack stack) : IClassFixture<ServedStack>
{
    private const int Many = 50;

    [Fact]
    public async Task The_reference_client_pays_the_reference_server_through_our_facilitator()
    {
        var payer = await Payer.CreateAsync(fixture.Chain);
        var before = await fixture.Chain.DollarsAsync(stack.Payee);

        var response = await ReferenceClient.GetAsync(new Uri(stack.Server.Url, "paid"), payer.PrivateKey);

        Assert.True(response.Status == 200, response.Body + stack.Gateway.Output);
        Assert.Equal("""{"page":"paid"}""", response.Body);
        Assert.True(response.PaymentResponse.GetProperty("success").GetBoolean());
        Assert.Equal(fixture.Chain.Network, response.PaymentResponse.GetProperty("network").GetString());
        await AssertOursAsync(response.PaymentResponse.GetProperty("transaction").GetString());
        Assert.Equal(before + 1000, await fixture.Chain.DollarsAsync(stack.Payee));
        Assert.Empty(stack.Origin.Requests);
    }

    [Fact]
    public async Task Our_client_pays_the_reference_server_through_our_facilitator()
    {
        var payer = await Payer.CreateAsync(fixture.Chain);
        var before = await fixture.Chain.DollarsAsync(stack.Payee);

        using var response = await PayAsync(payer);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.GetPayment()!.Success);
        await AssertOursAsync(response.GetPayment()!.Transaction!);
        Assert.Equal(before + 1000, await fixture.Chain.DollarsAsync(stack.Payee));
        Assert.Equal(999_000ul, await fixture.Chain.DollarsAsync(payer.Address));
        Assert.Empty(stack.Origin.Requests);
    }

    [Fact]
    public async Task F11_Fifty_payments_at_once_through_the_reference_server_all_succeed()
    {
        var before = await fixture.Chain.DollarsAsync(stack.Payee);
        var payers = new List<Payer>();
        for (var i = 0; i < Many; i++)
            payers.Add(await Payer.CreateAsync(fixture.Chain));

        var responses = await Task.WhenAll(payers.Select(payer => Task.Run(() => PayAsync(payer))));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Equal(Many, responses.Select(response => response.GetPayment()!.Transaction).Distinct().Count());
        Assert.Equal(before + (Many * 1000), await fixture.Chain.DollarsAsync(stack.Payee));
        foreach (var response in responses)
            response.Dispose();
    }

    [Fact]
    public async Task F19_A_server_with_a_wrong_key_sells_nothing()
    {
        await using var server = await stack.StartServerAsync(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), stack.Payee);
        var payer = await Payer.CreateAsync(fixture.Chain);

        var response = await ReferenceClient.GetAsync(new Uri(server.Url, "paid"), payer.PrivateKey);

        Assert.NotEqual(200, response.Status);
        Assert.Equal(0, await fixture.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task F19_A_server_cannot_have_gas_spent_for_a_payee_that_is_not_on_its_list()
    {
        await using var server = await stack.StartServerAsync(stack.Key, new Address(RandomNumberGenerator.GetBytes(Address.Length)));
        var payer = await Payer.CreateAsync(fixture.Chain);

        var response = await ReferenceClient.GetAsync(new Uri(server.Url, "paid"), payer.PrivateKey);

        Assert.Equal(402, response.Status);
        var quote = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(response.Headers["payment-required"])))!;
        Assert.Equal("pay_to_not_allowed", (string?)quote["error"]);
        Assert.Equal(0, await fixture.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public void Neither_key_is_in_the_gateways_output() => Assert.DoesNotContain(stack.Key, stack.Gateway.Output);

    private async Task<HttpResponseMessage> PayAsync(Payer payer)
    {
        using var signer = PrivateKeySigner.FromHex(payer.PrivateKey);
        using var http = new HttpClient(new PaymentHandler(new PaymentOptions { Signer = signer, MaxPerRequest = 0.01m }));
        return await http.GetAsync(new Uri(stack.Server.Url, "paid"));
    }

    private async Task AssertOursAsync(string? hash)
    {
        var transaction = await fixture.Chain.RequestAsync("eth_getTransactionByHash", [hash]);
        Assert.Equal(Hex.Encode(stack.Signer.ToArray()), transaction.GetProperty("from").GetString());
        Assert.Equal("0x1", (await fixture.Chain.RequestAsync("eth_getTransactionReceipt", [hash])).GetProperty("status").GetString());
    }
}
