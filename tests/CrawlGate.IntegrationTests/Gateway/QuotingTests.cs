using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>What an unpaid crawler is told.</summary>
[Collection(ChainCollection.Name)]
public sealed partial class QuotingTests(SiteOnChain site) : IClassFixture<SiteOnChain>
{
    [Fact]
    public async Task S1_An_unpaid_request_gets_a_quote_that_decodes()
    {
        var answer = await site.Gateway.GetAsync("paid/s1?a=b");

        Assert.Equal(402, answer.Status);
        Assert.Matches(StandardBase64(), answer.Header("PAYMENT-REQUIRED")!);
        Assert.Equal(2, (int)answer.Quote!["x402Version"]!);
        Assert.Equal("Payment required", answer.QuoteError);
        Assert.Equal($"{TestGateway.PublicUrl}/paid/s1?a=b", (string?)answer.Quote["resource"]!["url"]);
        var offer = Assert.Single(answer.Quote["accepts"]!.AsArray())!;
        Assert.Equal("exact", (string?)offer["scheme"]);
        Assert.Equal("eip155:84532", (string?)offer["network"]);
        Assert.Equal(site.Gateway.Payee.ToString(), (string?)offer["payTo"]);
        Assert.Equal("0x036CbD53842c5426634e7929541eC2318f3dCF7e", (string?)offer["asset"]);
        Assert.Equal(300, (int)offer["maxTimeoutSeconds"]!);
        Assert.False(answer.Leaks);
        Assert.Equal(0, site.Origin.CountOf("/paid/s1"));
    }

    [Fact]
    public async Task S2_A_tenth_of_a_cent_is_a_thousand_units_of_a_dollar_with_6_decimals() =>
        Assert.Equal("1000", (string?)(await site.Gateway.QuoteAsync())["accepts"]![0]!["amount"]);

    [Fact]
    public async Task S2_Tokens_with_18_decimals_are_priced_in_their_own_units()
    {
        await using var facilitator = await ScriptedFacilitator.StartAsync();
        var settings = TestGateway.RemoteSettings(site.Origin.Url, facilitator.Url);
        settings["Asset"] = new JsonObject
        {
            ["Address"] = "0xFAfDdbb3FC7688494971a79cc65DCa3EF82079E7",
            ["Name"] = "MegaUSD",
            ["Version"] = "1",
            ["Decimals"] = 18,
        };
        await using var gateway = await TestGateway.StartAsync(settings);

        var offer = (await gateway.QuoteAsync())["accepts"]![0]!;

        Assert.Equal("1000000000000000", (string?)offer["amount"]);
        Assert.Equal("MegaUSD", (string?)offer["extra"]!["name"]);
    }

    [Fact]
    public async Task S3_The_quoted_domain_is_the_one_the_token_has()
    {
        var offer = (await site.Gateway.QuoteAsync())["accepts"]![0]!;

        var dollar = await ContractArtifact.LoadAsync("TestDollar");
        var separator = await site.Chain.CallAsync(Anvil.BaseSepoliaUsdc, dollar.Encode("DOMAIN_SEPARATOR()"));
        var quoted = Eip712.DomainSeparator((string)offer["extra"]!["name"]!, (string)offer["extra"]!["version"]!, 84532, Address.Parse((string)offer["asset"]!));
        Assert.Equal(new Bytes32(separator), quoted);
    }

    [Fact]
    public async Task S4_Quotes_and_refusals_are_stored_by_nobody()
    {
        Assert.Equal("no-store", (await site.Gateway.GetAsync("paid")).Header("Cache-Control"));
        Assert.Equal("no-store", (await site.Gateway.PayAsync("paid", "rubbish")).Header("Cache-Control"));
    }

    [Fact]
    public async Task S5_The_body_is_a_version_1_quote_of_the_same_offer()
    {
        var answer = await site.Gateway.GetAsync("paid/s5");

        Assert.StartsWith("application/json", answer.Header("Content-Type"));
        Assert.Equal(1, (int)answer.Json["x402Version"]!);
        Assert.NotEmpty((string)answer.Json["error"]!);
        var (v1, v2) = (Assert.Single(answer.Json["accepts"]!.AsArray())!, answer.Quote!["accepts"]![0]!);
        Assert.Equal("base-sepolia", (string?)v1["network"]);
        Assert.Equal((string?)v2["amount"], (string?)v1["maxAmountRequired"]);
        Assert.Equal($"{TestGateway.PublicUrl}/paid/s5", (string?)v1["resource"]);
        Assert.NotNull(v1["description"]);
        Assert.NotNull(v1["mimeType"]);
        foreach (var same in (string[])["scheme", "payTo", "asset", "maxTimeoutSeconds", "extra"])
            Assert.True(JsonNode.DeepEquals(v2[same], v1[same]), same);
    }

    [Fact]
    public async Task S5_Without_version_1_the_body_repeats_the_quote_and_its_header_counts_for_nothing()
    {
        var settings = await TestGateway.LocalSettingsAsync(site.Chain, site.Origin.Url);
        settings["AcceptV1"] = false;
        await using var gateway = await TestGateway.StartAsync(settings);

        var answer = await gateway.GetAsync("paid", ("X-PAYMENT", "rubbish"));

        Assert.Equal(402, answer.Status);
        Assert.True(JsonNode.DeepEquals(answer.Quote, answer.Json));
    }

    [Fact]
    public async Task S6_Somebody_with_a_browser_reads_the_price_as_a_page()
    {
        await using var facilitator = await ScriptedFacilitator.StartAsync();
        var settings = TestGateway.RemoteSettings(site.Origin.Url, facilitator.Url);
        settings["Charge"] = "Everyone";
        settings["Description"] = "<script>alert('description')</script>";
        settings["Contact"] = "<img src=x onerror=alert(1)>";
        await using var gateway = await TestGateway.StartAsync(settings);

        var answer = await gateway.GetAsync(
            "paid/<script>alert('url')</script>?q=\"><script>alert(2)</script>", ("User-Agent", TestGateway.Browser), ("Accept", "text/html,*/*;q=0.8"));

        Assert.Equal(402, answer.Status);
        Assert.StartsWith("text/html", answer.Header("Content-Type"));
        Assert.Equal("<script>alert('description')</script>", (string?)answer.Quote!["resource"]!["description"]);
        Assert.Contains("$0.001", answer.Body);
        Assert.DoesNotContain("<script", answer.Body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", answer.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("alert", answer.Body);
    }

    [Fact]
    public async Task S7_Scripts_of_other_origins_can_read_quotes_and_receipts()
    {
        var quoted = await site.Gateway.GetAsync("paid", ("Origin", "https://agent.example"));
        Assert.Equal("*", quoted.Header("Access-Control-Allow-Origin"));
        AssertExposed(quoted);

        var payer = await Payer.CreateAsync(site.Chain);
        var payment = Payer.Encode(payer.Pay(quoted.Quote!));
        var bought = await site.Gateway.GetAsync("paid/s7", ("Origin", "https://agent.example"), ("PAYMENT-SIGNATURE", payment));
        Assert.Equal(200, bought.Status);
        AssertExposed(bought);
    }

    [Fact]
    public async Task S7_A_preflight_is_free_and_allows_payment_headers()
    {
        var answer = await site.Gateway.SendAsync(
            HttpMethod.Options, "paid/preflight", ("Origin", "https://agent.example"), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "payment-signature"));

        Assert.Equal(204, answer.Status);
        foreach (var name in (string[])["PAYMENT-SIGNATURE", "X-PAYMENT", "Access-Control-Expose-Headers"])
            Assert.Contains(name, answer.Header("Access-Control-Allow-Headers"));
        Assert.Null(answer.Quote);
        Assert.Equal(0, site.Origin.CountOf("/paid/preflight"));
    }

    [Theory]
    [InlineData(0, 2048)]
    [InlineData(900, 2048)]
    [InlineData(7000, 8192)]
    public async Task S8_The_quote_header_stays_short(int queryLength, int limit)
    {
        var answer = await site.Gateway.GetAsync("paid?q=" + new string('x', queryLength));

        Assert.Equal(402, answer.Status);
        Assert.InRange(Encoding.ASCII.GetByteCount(answer.Header("PAYMENT-REQUIRED")!), 1, limit);
    }

    [Fact]
    public async Task S9_The_resource_is_named_by_configuration_whatever_a_request_says_of_its_host()
    {
        foreach (var target in (string[])["/paid/s9", "http://evil.example/paid/s9"])
        {
            var answer = await RawHttp.SendAsync(
                site.Gateway.Url, "GET", target, "Host: evil.example", $"User-Agent: {TestGateway.Bot}", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: ftp",
                "Forwarded: host=evil.example");

            Assert.Equal($"{TestGateway.PublicUrl}/paid/s9", (string?)answer.Quote!["resource"]!["url"]);
            Assert.Equal($"{TestGateway.PublicUrl}/paid/s9", (string?)answer.Json["accepts"]![0]!["resource"]);
            Assert.DoesNotContain("evil", answer.Body);
        }
    }

    [Theory]
    [InlineData("paid/s12", TestGateway.Browser)]
    [InlineData("paid/s12", "curl/8.5.0")]
    [InlineData("paid/s12", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")]
    [InlineData("paid/s12", "OAI-SearchBot/1.0")]
    [InlineData("robots.txt", TestGateway.Bot)]
    [InlineData("sitemap.xml", TestGateway.Bot)]
    [InlineData(".well-known/security.txt", TestGateway.Bot)]
    public async Task S12_People_search_engines_and_free_paths_pass_untouched(string path, string userAgent)
    {
        var answer = await site.Gateway.GetAsync(path, ("User-Agent", userAgent), ("X-Own", "kept"));

        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain(answer.Headers.Keys, name => name.Contains("PAYMENT", StringComparison.OrdinalIgnoreCase));
        Assert.False(answer.Headers.ContainsKey("Cache-Control"));
        Assert.False(answer.Headers.ContainsKey("Server"));
        var seen = site.Origin.Requests.Last(request => request.Target == "/" + path);
        Assert.Equal("kept", seen.Headers["X-Own"]);
        Assert.Equal(userAgent, seen.Headers["User-Agent"]);
    }

    private static void AssertExposed(Answer answer)
    {
        foreach (var name in (string[])["PAYMENT-REQUIRED", "PAYMENT-RESPONSE", "X-PAYMENT-RESPONSE"])
            Assert.Contains(name, answer.Header("Access-Control-Expose-Headers"));
    }

    [GeneratedRegex("^[A-Za-z0-9+/]*={0,2}$")]
    private static partial Regex StandardBase64();
}
