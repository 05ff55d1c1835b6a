using System.Text;
using System.Text.Json.Nodes;

namespace CrawlGate.IntegrationTests;

/// <summary>Payment headers that are no payments: 400 with a quote and the reason, and the site never hears of them.</summary>
[Collection(ChainCollection.Name)]
public sealed class ParsingTests(SiteOnChain site) : IClassFixture<SiteOnChain>
{
    public static TheoryData<string, string> NotEvenJson => new()
    {
        { "not base64", "!!!" },
        { "base64url characters", Payer.Encode("""{"a":"???>>>~~~"}""").Replace('/', '_').Replace('+', '-') },
        { "white space inside", "eyJ4 NDAy" },
        { "too much padding", "e30===" },
        { "one digit over", "e30=a" },
        { "padding only", "=" },
        { "no JSON", Payer.Encode("hello") },
        { "an array", Payer.Encode("[]") },
        { "a string", Payer.Encode("\"x\"") },
        { "null", Payer.Encode("null") },
        { "an empty object", Payer.Encode("{}") },
        { "a version of another type", Payer.Encode("""{"x402Version":"2","payload":{},"accepted":{"scheme":"exact","network":"eip155:84532"}}""") },
        { "an unknown version", Payer.Encode("""{"x402Version":3,"payload":{},"accepted":{"scheme":"exact","network":"eip155:84532"}}""") },
        { "a huge version", Payer.Encode("""{"x402Version":2e400,"payload":{},"accepted":{"scheme":"exact","network":"eip155:84532"}}""") },
        { "no accepted", Payer.Encode("""{"x402Version":2,"payload":{}}""") },
        { "accepted is a list", Payer.Encode("""{"x402Version":2,"payload":{},"accepted":[]}""") },
        { "accepted without scheme", Payer.Encode("""{"x402Version":2,"payload":{},"accepted":{}}""") },
        { "no payload", Payer.Encode("""{"x402Version":2,"accepted":{"scheme":"exact","network":"eip155:84532"}}""") },
        { "payload is null", Payer.Encode("""{"x402Version":2,"payload":null,"accepted":{"scheme":"exact","network":"eip155:84532"}}""") },
        { "half a surrogate pair", Payer.Encode("""{"x402Version":2,"payload":{},"accepted":{"scheme":"\ud800","network":"eip155:84532"}}""") },
        { "half a surrogate pair in a key", Payer.Encode("""{"x402Version":2,"\ud800":1,"payload":{},"accepted":{"scheme":"exact","network":"eip155:84532"}}""") },
        { "half a surrogate pair as amount", Payer.Encode("""{"x402Version":2,"payload":{},"accepted":{"scheme":"exact","network":"eip155:84532","amount":"\udfff"}}""") },
        { "half a surrogate pair as the only key", Payer.Encode("""{"x402Version":2,"payload":{"\ud800":1},"accepted":{"scheme":"exact","network":"eip155:84532","extra":{"\ud800":1}}}""") },
        { "bytes that are no UTF-8", Convert.ToBase64String([(byte)'"', 0xff, 0xc0, (byte)'"']) },
        { "a byte order mark", Convert.ToBase64String([0xef, 0xbb, 0xbf, (byte)'{', (byte)'}']) },
        { "a trailing comma", Payer.Encode("""{"x402Version":2,}""") },
        { "two documents", Payer.Encode("{}{}") },
        { "JSON 1000 deep", Payer.Encode(new string('[', 1000) + new string(']', 1000)) },
    };

    [Theory]
    [MemberData(nameof(NotEvenJson))]
    public async Task S14_A_malformed_header_is_answered_with_400_and_a_quote(string what, string header)
    {
        var path = "paid/s14/" + what.Replace(' ', '-');

        AssertMalformed(await site.Gateway.PayAsync(path, header), path);
        AssertMalformed(await site.Gateway.GetAsync(path, ("X-PAYMENT", header)), path);
    }

    [Fact]
    public async Task S14_A_header_without_anything_in_it_is_no_payment()
    {
        var answer = await RawHttp.SendAsync(site.Gateway.Url, "GET", "/paid/s14-empty", $"User-Agent: {TestGateway.Bot}", "PAYMENT-SIGNATURE:");

        Assert.Contains(answer.Status, (int[])[400, 402]);
        Assert.NotNull(answer.Quote);
        Assert.Equal(0, site.Origin.CountOf("/paid/s14-empty"));
    }

    [Fact]
    public async Task S14_A_payment_in_the_other_versions_header_is_malformed()
    {
        var answer = await site.Gateway.GetAsync("paid");
        var payer = await Payer.CreateAsync(site.Chain);
        var v2 = Payer.Encode(payer.Pay(answer.Quote!));
        var v1 = Payer.Encode(payer.PayV1(answer.Json));

        foreach (var refused in (Answer[])[await site.Gateway.PayAsync("paid/other", v1), await site.Gateway.GetAsync("paid/other", ("X-PAYMENT", v2))])
        {
            Assert.Equal(400, refused.Status);
            Assert.Equal("invalid_x402_version", refused.QuoteError);
        }

        Assert.Equal(0, site.Origin.CountOf("/paid/other"));
    }

    [Fact]
    public async Task S14_What_was_sent_is_not_echoed()
    {
        var answer = await site.Gateway.PayAsync("paid", Payer.Encode("""{"secret-of-mine":1"""));

        Assert.Equal(400, answer.Status);
        Assert.DoesNotContain("secret", answer.Body);
        Assert.NotEmpty((string)answer.Json["detail"]!);
    }

    [Fact]
    public async Task S15_An_oversized_header_is_refused_before_it_is_decoded()
    {
        var quote = await site.Gateway.QuoteAsync();
        var payer = await Payer.CreateAsync(site.Chain);
        var payment = payer.Pay(quote);
        payment["padding"] = new string('x', 13_000);
        var header = Payer.Encode(payment);
        Assert.InRange(header.Length, 16 * 1024 + 1, 30 * 1024);

        AssertMalformed(await site.Gateway.PayAsync("paid/s15", header), "paid/s15");

        var enormous = await RawHttp.SendAsync(
            site.Gateway.Url, "GET", "/paid/s15", $"User-Agent: {TestGateway.Bot}", $"PAYMENT-SIGNATURE: {new string('A', 60_000)}");
        Assert.Contains(enormous.Status, (int[])[400, 431]);
        Assert.Equal(0, site.Origin.CountOf("/paid/s15"));
    }

    [Theory]
    [InlineData(31, 200)]
    [InlineData(32, 400)]
    public async Task S15_JSON_nested_deeper_than_32_levels_is_refused(int innerDepth, int status)
    {
        var payer = await Payer.CreateAsync(site.Chain);
        var payment = payer.Pay(await site.Gateway.QuoteAsync()).ToJsonString();
        var nested = string.Concat(Enumerable.Repeat("""{"a":""", innerDepth)) + "1" + new string('}', innerDepth);
        var header = Payer.Encode($$"""{{payment[..^1]}},"deep":{{nested}}}""");

        Assert.Equal(status, (await site.Gateway.PayAsync($"paid/depth-{innerDepth}", header)).Status);
        Assert.Equal(status == 200 ? 1 : 0, site.Origin.CountOf($"/paid/depth-{innerDepth}"));
    }

    [Theory]
    [InlineData("\"x402Version\":2,", "\"x402Version\":2,\"x402Version\":2,")]
    [InlineData("\"value\":\"1000\"", "\"value\":\"1000\",\"value\":\"1\"")]
    [InlineData("\"value\":\"1000\"", "\"v\\u0061lue\":\"1\",\"value\":\"1000\"")]
    public async Task S15_Keys_given_twice_are_refused_wherever_they_stand(string once, string twice)
    {
        var payer = await Payer.CreateAsync(site.Chain);
        var payment = payer.Pay(await site.Gateway.QuoteAsync()).ToJsonString();
        Assert.Contains(once, payment);

        AssertMalformed(await site.Gateway.PayAsync("paid/twice", Payer.Encode(payment.Replace(once, twice))), "paid/twice");
    }

    [Fact]
    public async Task S16_Both_headers_or_one_twice_are_refused()
    {
        var answer = await site.Gateway.GetAsync("paid");
        var payer = await Payer.CreateAsync(site.Chain);
        var (v2, v1) = (Payer.Encode(payer.Pay(answer.Quote!)), Payer.Encode(payer.PayV1(answer.Json)));
        string[][] sets =
        [
            [$"PAYMENT-SIGNATURE: {v2}", $"X-PAYMENT: {v1}"],
            [$"PAYMENT-SIGNATURE: {v2}", $"PAYMENT-SIGNATURE: {v2}"],
            [$"payment-signature: {v2}", $"Payment-Signature: {v2}"],
            [$"X-PAYMENT: {v1}", $"X-PAYMENT: {v1}"],
            [$"PAYMENT-SIGNATURE: {v2}, {v2}"],
        ];

        foreach (var headers in sets)
            AssertMalformed(await RawHttp.SendAsync(site.Gateway.Url, "GET", "/paid/s16", [$"User-Agent: {TestGateway.Bot}", .. headers]), "paid/s16");

        Assert.Equal(0, await site.Chain.CountPaymentsAsync(payer));
    }

    public static TheoryData<string, string> BrokenAuthorizations => new()
    {
        { "value", "\"0x3e8\"" }, { "value", "1000" }, { "value", "\"01000\"" }, { "value", "\" 1000\"" }, { "value", "\"1e3\"" }, { "value", "\"-1000\"" }, { "value", "null" },
        { "value", "\"115792089237316195423570985008687907853269984665640564039457584007913129640936\"" },
        { "validBefore", "4000000000" }, { "validBefore", "\"\"" }, { "validAfter", "{}" },
        { "nonce", "\"0x00\"" }, { "nonce", "\"0x" + "zz" + "\"" }, { "from", "\"0x036cbd53842c5426634E7929541eC2318f3dCF7e\"" }, { "to", "\"nobody\"" }, { "from", "[]" },
    };

    [Theory]
    [MemberData(nameof(BrokenAuthorizations))]
    public async Task F5_Authorizations_with_odd_fields_buy_nothing(string field, string json)
    {
        var payer = await Payer.CreateAsync(site.Chain);
        var payment = payer.Pay(await site.Gateway.QuoteAsync());
        payment["payload"]!["authorization"]![field] = JsonNode.Parse(json);

        AssertRefused(await site.Gateway.PayAsync("paid/odd", payment));

        Assert.Equal(0, site.Origin.CountOf("/paid/odd"));
        Assert.Equal(0, await site.Chain.CountPaymentsAsync(payer));
    }

    [Theory]
    [InlineData("\"0x\"")]
    [InlineData("\"\"")]
    [InlineData("7")]
    [InlineData("\"0x1\"")]
    [InlineData("\"0x000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000\"")]
    public async Task F5_Signatures_that_are_none_buy_nothing(string json)
    {
        var payer = await Payer.CreateAsync(site.Chain);
        var payment = payer.Pay(await site.Gateway.QuoteAsync());
        payment["payload"]!["signature"] = JsonNode.Parse(json);

        AssertRefused(await site.Gateway.PayAsync("paid/unsigned", payment));

        Assert.Equal(0, site.Origin.CountOf("/paid/unsigned"));
    }

    private static void AssertRefused(Answer answer)
    {
        Assert.Contains(answer.Status, (int[])[400, 402]);
        Assert.NotNull(answer.Quote);
        Assert.False(answer.Leaks);
    }

    private void AssertMalformed(Answer answer, string path)
    {
        Assert.Equal(400, answer.Status);
        Assert.StartsWith("invalid_", answer.QuoteError);
        Assert.NotEmpty((string)answer.Json["detail"]!);
        Assert.False(answer.Leaks);
        Assert.Equal(0, site.Origin.CountOf(LiberalPath.Read("/" + path)));
        Assert.InRange(Encoding.UTF8.GetByteCount(answer.Body), 1, 4096);
    }
}
