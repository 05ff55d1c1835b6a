using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.IntegrationTests;

/// <summary>Which payments belong to which of our offers, and that only our side of an offer is ever used.</summary>
[Collection(ChainCollection.Name)]
public sealed class MatchingTests(SiteOnChain site) : IClassFixture<SiteOnChain>
{
    [Fact]
    public async Task S17_Accepted_with_its_keys_in_another_order_matches()
    {
        var (payer, payment) = await PaymentAsync();
        var accepted = payment["accepted"]!.AsObject();
        payment["accepted"] = new JsonObject(accepted.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

        Assert.Equal(200, (await site.Gateway.PayAsync("paid/s17", payment)).Status);
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
    }

    [Theory]
    [InlineData("amount", "\"1\"")]
    [InlineData("amount", "1000")]
    [InlineData("amount", "\"01000\"")]
    [InlineData("payTo", "\"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC\"")]
    [InlineData("asset", "\"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913\"")]
    [InlineData("asset", "\"0x036cbd53842c5426634e7929541ec2318f3dcf7e\"")]
    [InlineData("network", "\"eip155:8453\"")]
    [InlineData("network", "\"base-sepolia\"")]
    [InlineData("scheme", "\"upto\"")]
    [InlineData("maxTimeoutSeconds", "301")]
    [InlineData("maxTimeoutSeconds", "\"300\"")]
    [InlineData("maxTimeoutSeconds", "null")]
    [InlineData("extra", "null")]
    [InlineData("extra", "{}")]
    [InlineData("unheard", "1")]
    public async Task S17_Accepted_with_anything_changed_matches_no_offer(string member, string json)
    {
        var (payer, payment) = await PaymentAsync();
        payment["accepted"]![member] = JsonNode.Parse(json);

        await AssertNoMatchAsync(payer, payment);
    }

    [Theory]
    [InlineData("amount")]
    [InlineData("asset")]
    [InlineData("payTo")]
    [InlineData("maxTimeoutSeconds")]
    [InlineData("extra")]
    public async Task S17_Accepted_with_anything_left_out_matches_no_offer(string member)
    {
        var (payer, payment) = await PaymentAsync();
        payment["accepted"]!.AsObject().Remove(member);

        await AssertNoMatchAsync(payer, payment);
    }

    [Fact]
    public async Task S18_S21_Extra_may_gain_keys_and_they_count_for_nothing()
    {
        var (payer, payment) = await PaymentAsync();
        payment["accepted"]!["extra"]!["foo"] = new JsonObject { ["amount"] = "0" };
        payment["accepted"]!["extra"]!["assetTransferMethod"] = "permit2";

        Assert.Equal(200, (await site.Gateway.PayAsync("paid/s18", payment)).Status);
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
        Assert.True(await site.Chain.AuthorizationStateAsync(
            DevChain.Anvil.BaseSepoliaUsdc, payer.Address, Bytes32.Parse((string)payment["payload"]!["authorization"]!["nonce"]!)));
    }

    [Theory]
    [InlineData("name", "\"USD Coin\"")]
    [InlineData("name", "null")]
    [InlineData("version", "2")]
    public async Task S18_Keys_of_extra_may_not_change(string member, string json)
    {
        var (payer, payment) = await PaymentAsync();
        payment["accepted"]!["extra"]![member] = JsonNode.Parse(json);

        await AssertNoMatchAsync(payer, payment);
    }

    [Fact]
    public async Task S18_Keys_of_extra_may_not_go()
    {
        var (payer, payment) = await PaymentAsync();
        payment["accepted"]!["extra"]!.AsObject().Remove("version");

        await AssertNoMatchAsync(payer, payment);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"unheard":{"info":{"a":1},"schema":{}}}""")]
    public async Task S19_S20_Extensions_may_be_absent_null_or_unheard_of(string? json)
    {
        var (_, payment) = await PaymentAsync();
        if (json is not null)
            payment["extensions"] = JsonNode.Parse(json);

        Assert.Equal(200, (await site.Gateway.PayAsync("paid/s19", payment)).Status);
    }

    [Fact]
    public async Task S20_Null_stands_for_an_optional_field_that_is_absent()
    {
        var (_, payment) = await PaymentAsync();
        payment["resource"] = null;
        payment["extensions"] = null;

        Assert.Equal(200, (await site.Gateway.PayAsync("paid/s20", payment)).Status);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"https://tidepool.example\"")]
    public async Task S20_Optional_fields_of_another_type_are_malformed(string json)
    {
        var (_, payment) = await PaymentAsync();
        payment["resource"] = JsonNode.Parse(json);

        Assert.Equal(400, (await site.Gateway.PayAsync("paid/s20-type", payment)).Status);
        Assert.Equal(0, site.Origin.CountOf("/paid/s20-type"));
    }

    [Fact]
    public async Task S21_The_signature_has_to_fit_our_price_whatever_was_accepted()
    {
        var quote = await site.Gateway.QuoteAsync();
        var payer = await Payer.CreateAsync(site.Chain);

        foreach (var (change, reason) in ((Func<Eip3009Authorization, Eip3009Authorization>, string)[])
        [
            (authorization => authorization with { Value = 1 }, "invalid_exact_evm_payload_authorization_value_mismatch"),
            (authorization => authorization with { Value = 1001 }, "invalid_exact_evm_payload_authorization_value_mismatch"),
            (authorization => authorization with { To = payer.Address }, "invalid_exact_evm_recipient_mismatch"),
            (authorization => authorization with { ValidBefore = 1000 }, "invalid_exact_evm_payload_authorization_valid_before"),
            (authorization => authorization with { ValidAfter = authorization.ValidBefore }, "invalid_exact_evm_payload_authorization_valid_after"),
        ])
        {
            var answer = await site.Gateway.PayAsync("paid/s21", payer.Pay(quote, change));

            Assert.Equal(402, answer.Status);
            Assert.Equal(reason, answer.QuoteError);
        }

        Assert.Equal(0, site.Origin.CountOf("/paid/s21"));
        Assert.Equal(0, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task S22_What_a_payment_says_of_its_resource_grants_nothing()
    {
        var (payer, payment) = await PaymentAsync();
        payment["resource"]!["url"] = "http://evil.example/other";

        var bought = await site.Gateway.PayAsync("paid/s22", payment);
        var elsewhere = await site.Gateway.PayAsync("other/s22", payment);

        Assert.Equal(200, bought.Status);
        Assert.DoesNotContain("evil", bought.Receipt!.ToJsonString());
        Assert.Equal(402, elsewhere.Status);
        Assert.Equal($"{TestGateway.PublicUrl}/other/s22", (string?)elsewhere.Quote!["resource"]!["url"]);
        Assert.Equal(0, site.Origin.CountOf("/other/s22"));
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task S23_Version_1_payments_are_taken()
    {
        var payer = await Payer.CreateAsync(site.Chain);
        var payment = payer.PayV1((await site.Gateway.GetAsync("paid")).Json);
        var before = await site.Chain.DollarsAsync(site.Gateway.Payee);

        var answer = await site.Gateway.GetAsync("paid/s23", ("X-PAYMENT", Payer.Encode(payment)));

        Assert.Equal(200, answer.Status);
        Assert.True(answer.Leaks);
        Assert.Null(answer.Header("PAYMENT-RESPONSE"));
        Assert.True((bool)answer.Receipt!["success"]!);
        Assert.Equal("base-sepolia", (string?)answer.Receipt["network"]);
        Assert.Equal(before + 1000, await site.Chain.DollarsAsync(site.Gateway.Payee));
    }

    [Fact]
    public async Task S23_Version_1_payments_for_another_scheme_network_or_amount_are_refused()
    {
        var payer = await Payer.CreateAsync(site.Chain);
        var quote = (await site.Gateway.GetAsync("paid")).Json;
        var other = payer.PayV1(quote);
        other["network"] = "base";
        var caip = payer.PayV1(quote);
        caip["network"] = "eip155:84532";
        var scheme = payer.PayV1(quote);
        scheme["scheme"] = "upto";
        var more = payer.PayV1(quote, authorization => authorization with { Value = 1001 });

        foreach (var payment in (JsonObject[])[other, caip, scheme, more])
            Assert.Equal(402, (await site.Gateway.GetAsync("paid/s23-other", ("X-PAYMENT", Payer.Encode(payment)))).Status);

        Assert.Equal(0, site.Origin.CountOf("/paid/s23-other"));
    }

    [Fact]
    public async Task S24_Payments_never_reach_the_site()
    {
        var (_, payment) = await PaymentAsync();
        var v1 = (await Payer.CreateAsync(site.Chain)).PayV1((await site.Gateway.GetAsync("paid")).Json);

        Assert.Equal(200, (await site.Gateway.PayAsync("paid/s24", payment)).Status);
        Assert.Equal(200, (await site.Gateway.GetAsync("paid/s24", ("X-PAYMENT", Payer.Encode(v1)))).Status);
        Assert.Equal(200, (await site.Gateway.GetAsync("paid/s24", ("User-Agent", TestGateway.Browser), ("PAYMENT-SIGNATURE", "x"), ("X-PAYMENT", "y"))).Status);
        Assert.Equal(200, (await site.Gateway.GetAsync("robots.txt", ("PAYMENT-SIGNATURE", "x"), ("X-PAYMENT", "y"))).Status);

        Assert.Equal(3, site.Origin.CountOf("/paid/s24"));
        Assert.DoesNotContain(site.Origin.Requests, request => request.Headers.ContainsKey("PAYMENT-SIGNATURE") || request.Headers.ContainsKey("X-PAYMENT"));
    }

    [Theory]
    [InlineData("X-Original-URL")]
    [InlineData("X-Rewrite-URL")]
    public async Task S10_A_header_cannot_name_another_target_to_the_site(string header)
    {
        Assert.Equal(200, (await site.Gateway.GetAsync("robots.txt", (header, "/paid"))).Status);
        Assert.Equal(200, (await site.Gateway.GetAsync("public", ("User-Agent", TestGateway.Browser), (header, "/paid"))).Status);
        Assert.DoesNotContain(site.Origin.Requests, request => request.Headers.ContainsKey(header));
    }

    [Fact]
    public async Task S24_A_site_cannot_forge_payment_headers()
    {
        var (_, payment) = await PaymentAsync();

        var bought = await site.Gateway.PayAsync("inject", payment);
        var free = await site.Gateway.GetAsync("inject", ("User-Agent", TestGateway.Browser));

        Assert.Equal(200, bought.Status);
        Assert.True((bool)bought.Receipt!["success"]!);
        Assert.Equal("injected", free.Body);
        foreach (var answer in (Answer[])[bought, free])
            Assert.DoesNotContain(answer.Headers, header => header.Value.Contains("forged", StringComparison.Ordinal));
    }

    private async Task<(Payer Payer, JsonObject Payment)> PaymentAsync()
    {
        var payer = await Payer.CreateAsync(site.Chain);
        return (payer, payer.Pay(await site.Gateway.QuoteAsync()));
    }

    private async Task AssertNoMatchAsync(Payer payer, JsonObject payment)
    {
        var path = $"paid/{payer.Address}";

        var answer = await site.Gateway.PayAsync(path, payment);

        Assert.Equal(402, answer.Status);
        Assert.Equal("No matching payment requirements", answer.QuoteError);
        Assert.False(answer.Leaks);
        Assert.Equal(0, site.Origin.CountOf("/" + path.ToLowerInvariant()));
        Assert.Equal(0, await site.Chain.CountPaymentsAsync(payer));
    }
}
