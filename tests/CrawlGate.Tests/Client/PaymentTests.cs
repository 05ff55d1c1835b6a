using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Client;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.Client;

public sealed class PaymentTests
{
    [Fact]
    public async Task C2_C3_Header_is_the_golden_one_to_the_byte()
    {
        var headers = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "x402-vectors.json"))).RootElement.GetProperty("headers");
        await using var seller = await Seller.StartAsync(Wire.DecodeText(headers.GetProperty("paymentRequired").GetProperty("header").GetString()!));
        var nonce = Bytes32.Parse("0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
        using var http = Wire.Client(options => options with { TimeProvider = new FixedTime(1_999_999_700), Schemes = [new ExactEvmClient(() => nonce)] });

        using var response = await http.GetAsync(seller.Url);

        Assert.Equal(headers.GetProperty("paymentSignature").GetProperty("header").GetString(), Assert.Single(seller.Payments));
    }

    [Fact]
    public async Task C4_Accepted_is_the_chosen_offer_verbatim()
    {
        const string offer = """{ "amount":"1000", "scheme":"exact","network":"eip155:84532","asset":"0x036cbd53842c5426634e7929541ec2318f3dcf7e","payTo":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","maxTimeoutSeconds":300,"novelty":[1.50,"é\u00e9<"],"extra":{"version":"2","name":"USDC","foo":{"bar":null}}}""";
        const string resource = """{"url":"https://site.example/a","description":"☕ <b>","odd":1}""";
        const string extensions = """{"payment-identifier":{"info":{"required":false},"schema":{}}}""";
        await using var seller = await Seller.StartAsync($$"""{"x402Version":2,"resource":{{resource}},"accepts":[{{Wire.Offer.Replace("\"exact\"", "\"other\"")}},{{offer}}],"extensions":{{extensions}}}""");
        using var http = Wire.Client();

        using var response = await http.GetAsync(seller.Url);

        var payment = Wire.DecodeText(Assert.Single(seller.Payments));
        Assert.EndsWith($$""","resource":{{resource}},"accepted":{{offer}},"extensions":{{extensions}}}""", payment);
    }

    [Fact]
    public async Task C4_Extensions_are_left_out_where_there_are_none()
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer).Replace("\"accepts\"", "\"extensions\":null,\"accepts\""));
        using var http = Wire.Client();

        using var response = await http.GetAsync(seller.Url);

        var names = Wire.Decode(Assert.Single(seller.Payments)).EnumerateObject().Select(member => member.Name);
        Assert.Equal(["x402Version", "payload", "resource", "accepted"], names);
    }

    [Theory]
    // Only what is registered, then the server's order.
    [InlineData("3", """{"scheme":"upto","amount":"1"}""", """{"network":"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp","amount":"2"}""", """{"amount":"3"}""", """{"amount":"4"}""")]
    // A flow nobody knows is skipped.
    [InlineData("2", """{"amount":"1","extra":{"name":"USDC","version":"2","paymentFlow":"barter"}}""", """{"amount":"2"}""")]
    // Serving before settling goes before the server's order.
    [InlineData("2", """{"amount":"1","extra":{"paymentFlow":"upfront"}}""", """{"amount":"2","extra":{"paymentFlow":"authorization"}}""", """{"amount":"3"}""")]
    [InlineData("1", """{"amount":"1","extra":{"paymentFlow":"upfront"}}""")]
    // What is above the limit is passed over.
    [InlineData("2", """{"amount":"1000001"}""", """{"amount":"2"}""")]
    public async Task C5_Offer_is_chosen_by_support_flow_and_order(string amount, params string[] changes)
    {
        await using var seller = await Seller.StartAsync(Wire.Quote([.. changes.Select(Changed)]));
        using var http = Wire.Client();

        using var response = await http.GetAsync(seller.Url);

        var accepted = Wire.Decode(Assert.Single(seller.Payments)).GetProperty("accepted");
        Assert.Equal(amount, accepted.GetProperty("amount").GetString());
    }

    [Theory]
    [InlineData(PaymentRefusalReason.NoUsableOffer, """{"scheme":"upto"}""")]
    [InlineData(PaymentRefusalReason.NoUsableOffer, """{"payTo":"0x0000000000000000000000000000000000000000"}""")]
    [InlineData(PaymentRefusalReason.NoUsableOffer, """{"amount":"01000"}""")]
    [InlineData(PaymentRefusalReason.UnknownAsset, """{"asset":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"}""")]
    [InlineData(PaymentRefusalReason.UnknownAsset, """{"network":"eip155:10"}""")]
    [InlineData(PaymentRefusalReason.AssetMismatch, """{"extra":{"name":"USD Coin","version":"2"}}""")]
    [InlineData(PaymentRefusalReason.AssetMismatch, """{"extra":{"name":"USDC","version":2}}""")]
    [InlineData(PaymentRefusalReason.AboveMaxPerRequest, """{"amount":"1000001"}""")]
    [InlineData(PaymentRefusalReason.AboveMaxPerRequest, """{"amount":"115792089237316195423570985008687907853269984665640564039457584007913129639935"}""")]
    public async Task C6_Offer_outside_the_rules_is_refused_with_its_reason(PaymentRefusalReason reason, string change)
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Changed(change)));
        using var http = Wire.Client();

        using var response = await http.GetAsync(seller.Url);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal("{}", await response.Content.ReadAsStringAsync());
        Assert.Equal(reason, response.GetPaymentRefusal()!.Reason);
        Assert.Null(response.GetPayment());
        Assert.Empty(seller.Payments);
    }

    [Fact]
    public async Task C6_Token_of_a_test_chain_and_network_filter()
    {
        var asset = new TokenAsset(CaipNetwork.ForEvm(31337), Address.Parse("0x00000000000000000000000000000000000000aa"), "Play", "1", 18);
        await using var seller = await Seller.StartAsync(Wire.Quote(
            Wire.Offer, Changed("""{"network":"eip155:31337","asset":"0x00000000000000000000000000000000000000aa","amount":"10000000000000000","extra":{"name":"Play","version":"1"}}""")));
        using var http = Wire.Client(options => options with { AdditionalAssets = [asset], Networks = [asset.Network], MaxPerRequest = 0.01m });

        using var response = await http.GetAsync(seller.Url);

        Assert.Equal(0.01m, response.GetPayment()!.Dollars);
        Assert.Equal(asset, response.GetPayment()!.Asset);
    }

    [Fact]
    public async Task C7_Refused_payment_is_not_paid_again_and_says_why()
    {
        await using var seller = await Seller.StartAsync(
            Wire.Quote(Wire.Offer), (context, _) => context.Ask(Wire.Quote(Wire.Offer).Replace("Payment required", "invalid_exact_evm_insufficient_balance")));
        using var http = Wire.Client();

        using var response = await http.GetAsync(seller.Url);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Single(seller.Payments);
        Assert.Equal(PaymentRefusalReason.Rejected, response.GetPaymentRefusal()!.Reason);
        Assert.Contains("invalid_exact_evm_insufficient_balance", response.GetPaymentRefusal()!.Message);
        Assert.Null(response.GetPayment()!.Success);
    }

    [Fact]
    public async Task C7_Failed_settlement_says_why()
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer), (context, _) =>
        {
            context.Response.StatusCode = 402;
            context.Response.Headers["PAYMENT-RESPONSE"] = Wire.Encode("""{"success":false,"errorReason":"invalid_exact_evm_nonce_already_used","transaction":"","network":"eip155:84532"}""");
            return Task.CompletedTask;
        });
        using var http = Wire.Client();

        using var response = await http.GetAsync(seller.Url);

        Assert.Contains("invalid_exact_evm_nonce_already_used", response.GetPaymentRefusal()!.Message);
        Assert.False(response.GetPayment()!.Success);
        Assert.Null(response.GetPayment()!.Transaction);
    }

    [Fact]
    public async Task C7_Payment_of_the_caller_is_left_alone()
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer), (context, _) => context.Ask(Wire.Quote(Wire.Offer)));
        using var http = Wire.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, seller.Url);
        request.Headers.Add("PAYMENT-SIGNATURE", "mine");

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal(["mine"], seller.Payments);
        Assert.Null(response.GetPayment());
    }

    [Fact]
    public async Task C10_Receipt_says_what_was_paid_and_ignores_what_is_new()
    {
        await using var seller = await Seller.StartAsync(
            Wire.Quote(Wire.Offer), (context, _) => context.Serve(Wire.Settled.Replace("{", """{"novelty":{"a":[1]},"extra":null,""")));
        using var http = Wire.Client();

        using var response = await http.GetAsync(seller.Url);

        var receipt = response.GetPayment()!;
        Assert.True(receipt.Success);
        Assert.Equal(Wire.Hash, receipt.Transaction);
        Assert.Equal("eip155:84532", receipt.Network.ToString());
        Assert.Equal(Wire.Signer.Address, receipt.Payer);
        Assert.Equal("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC", receipt.PayTo.ToString());
        Assert.Equal("1000", receipt.Amount.ToString());
        Assert.Equal(0.001m, receipt.Dollars);
        Assert.Equal(seller.Url, receipt.Resource);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("[]")]
    [InlineData("""{"success":"yes"}""")]
    [InlineData("""{"success":true,"transaction":"0xabababababababababababababababababababababababababababababababab","network":"eip155:1"}""")]
    [InlineData("""{"success":true,"network":"eip155:84532","payer":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"}""")]
    public async Task C10_Page_without_a_readable_receipt_is_fine(string? settlement)
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer), (context, _) => context.Serve(settlement));
        using var http = Wire.Client();

        using var response = await http.GetAsync(seller.Url);

        Assert.Equal("the page", await response.Content.ReadAsStringAsync());
        Assert.Null(response.GetPayment()!.Success);
        Assert.Null(response.GetPayment()!.Transaction);
        Assert.Null(response.GetPaymentRefusal());
    }

    [Fact]
    public void Synchronous_requests_are_refused_rather_than_left_unpaid()
    {
        using var http = Wire.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:9/");

        Assert.Throws<NotSupportedException>(() => http.Send(request));
    }

    /// <summary>The usual offer with some members replaced.</summary>
    private static string Changed(string changes)
    {
        var offer = JsonNode.Parse(Wire.Offer)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
            offer[name] = value?.DeepClone();
        return offer.ToJsonString();
    }
}
