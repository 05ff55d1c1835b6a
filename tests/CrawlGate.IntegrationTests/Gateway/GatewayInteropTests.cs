using CrawlGate.Client;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>Clients and facilitators of others with our gateway, on chain.</summary>
[Collection(ChainCollection.Name)]
public sealed class GatewayInteropTests(SiteOnChain site, ReferenceStack reference) : IClassFixture<SiteOnChain>, IClassFixture<ReferenceStack>
{
    private const string UserAgent = "GPTBot/1.3";

    [Fact]
    public async Task The_reference_client_buys_a_page()
    {
        var payer = await Payer.CreateAsync(site.Chain);
        var before = await site.Chain.DollarsAsync(site.Gateway.Payee);

        var answer = await ReferenceClient.GetAsync(new Uri(site.Gateway.Url, "paid/reference"), payer.PrivateKey, userAgent: UserAgent);

        Assert.Equal(200, answer.Status);
        Assert.Equal($"{TestOrigin.Marker} /paid/reference", answer.Body);
        Assert.True(answer.PaymentResponse.GetProperty("success").GetBoolean());
        Assert.Equal("eip155:84532", answer.PaymentResponse.GetProperty("network").GetString());
        Assert.Equal(before + 1000, await site.Chain.DollarsAsync(site.Gateway.Payee));
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task The_last_client_of_version_1_buys_a_page()
    {
        var payer = await Payer.CreateAsync(site.Chain);
        var before = await site.Chain.DollarsAsync(site.Gateway.Payee);

        var answer = await ReferenceClient.GetAsync(new Uri(site.Gateway.Url, "paid/legacy"), payer.PrivateKey, "x402-legacy/pay-legacy.mjs", UserAgent);

        Assert.Equal(200, answer.Status);
        Assert.Equal($"{TestOrigin.Marker} /paid/legacy", answer.Body);
        Assert.True(answer.PaymentResponse.GetProperty("success").GetBoolean());
        Assert.Equal("base-sepolia", answer.PaymentResponse.GetProperty("network").GetString());
        Assert.Equal(before + 1000, await site.Chain.DollarsAsync(site.Gateway.Payee));
    }

    [Fact]
    public async Task Our_own_client_buys_a_page()
    {
        var payer = await Payer.CreateAsync(site.Chain);
        using var signer = PrivateKeySigner.FromHex(payer.PrivateKey);
        using var http = new HttpClient(new PaymentHandler(new PaymentOptions { Signer = signer, MaxPerRequest = 0.01m }, new SocketsHttpHandler { UseProxy = false }));
        http.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);

        using var response = await http.GetAsync(new Uri(site.Gateway.Url, "paid/own"));

        Assert.Equal($"{TestOrigin.Marker} /paid/own", await response.Content.ReadAsStringAsync());
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task A_reference_client_without_money_is_told_why()
    {
        var answer = await ReferenceClient.GetAsync(new Uri(site.Gateway.Url, "paid/poor"), Payer.CreatePoor().PrivateKey, userAgent: UserAgent);

        Assert.Equal(402, answer.Status);
        Assert.Equal(0, site.Origin.CountOf("/paid/poor"));
    }

    [Fact]
    public async Task The_reference_facilitator_settles_for_the_gateway()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.RemoteSettings(site.Origin.Url, reference.Facilitator.Url));
        var payer = await Payer.CreateAsync(site.Chain);

        var answer = await gateway.PayAsync("paid/facilitated", payer.Pay(await gateway.QuoteAsync()));

        Assert.Equal(200, answer.Status);
        Assert.True(answer.Leaks);
        var receipt = await site.Chain.RequestAsync("eth_getTransactionReceipt", [(string?)answer.Receipt!["transaction"]]);
        Assert.Equal("0x1", receipt.GetProperty("status").GetString());
        Assert.Equal(1000ul, await site.Chain.DollarsAsync(gateway.Payee));
    }

    [Fact]
    public async Task The_reference_facilitator_settles_version_1_for_the_gateway()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.RemoteSettings(site.Origin.Url, reference.Facilitator.Url));
        var payer = await Payer.CreateAsync(site.Chain);
        var payment = payer.PayV1((await gateway.GetAsync("paid")).Json);

        var answer = await gateway.GetAsync("paid/facilitated-v1", ("X-PAYMENT", Payer.Encode(payment)));

        Assert.Equal(200, answer.Status);
        Assert.Equal("base-sepolia", (string?)answer.Receipt!["network"]);
        Assert.Equal(1000ul, await site.Chain.DollarsAsync(gateway.Payee));
    }

    [Fact]
    public async Task The_reference_client_pays_our_gateway_through_the_reference_facilitator()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.RemoteSettings(site.Origin.Url, reference.Facilitator.Url));
        var payer = await Payer.CreateAsync(site.Chain);

        var answer = await ReferenceClient.GetAsync(new Uri(gateway.Url, "paid/all-reference"), payer.PrivateKey, userAgent: UserAgent);

        Assert.Equal(200, answer.Status);
        Assert.Equal(1000ul, await site.Chain.DollarsAsync(gateway.Payee));
    }

    [Fact]
    public async Task S26_The_reference_facilitators_verdict_reaches_the_buyer()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.RemoteSettings(site.Origin.Url, reference.Facilitator.Url));

        var answer = await gateway.PayAsync("paid/facilitated-poor", Payer.CreatePoor().Pay(await gateway.QuoteAsync()));

        Assert.Equal(402, answer.Status);
        Assert.Equal("invalid_exact_evm_insufficient_balance", answer.QuoteError);
        Assert.Equal(0, site.Origin.CountOf("/paid/facilitated-poor"));
    }
}
