using System.Text.Json.Nodes;

namespace CrawlGate.IntegrationTests;

/// <summary>Facilitators that lie, fail or fall silent, between a real gateway and a real site.</summary>
public sealed class RemoteFacilitatorTests : IClassFixture<RemoteFacilitatorTests.Site>
{
    private const string Secret = "https://rpc.example/v2/secret-key";

    private readonly Site _site;

    public RemoteFacilitatorTests(Site site)
    {
        _site = site;
        site.Facilitator.Reset();
    }

    public static TheoryData<string> UnreadableSupported => new() { "500", "redirect", "no JSON", "wrong shape", "nothing listens", "reset" };

    [Theory]
    [MemberData(nameof(UnreadableSupported))]
    public async Task S13_Until_the_facilitator_can_be_read_crawlers_get_503_and_people_their_page(string how)
    {
        var facilitator = await ScriptedFacilitator.StartAsync();
        var url = facilitator.Url;
        facilitator.Supported = () => how switch
        {
            "500" => new FacilitatorSays(500, $$"""{"error":"{{Secret}}"}"""),
            "redirect" => new FacilitatorSays(308, "{}", _site.Facilitator.Url + "supported"),
            "no JSON" => new FacilitatorSays(200, "<html>"),
            "reset" => new FacilitatorSays(0, ""),
            _ => new FacilitatorSays(200, """{"kinds":null}"""),
        };
        if (how == "nothing listens")
            await facilitator.DisposeAsync();
        await using var gateway = await TestGateway.StartAsync(TestGateway.RemoteSettings(_site.Origin.Url, url), waitUntilReady: false);

        foreach (var answer in (Answer[])[await gateway.GetAsync("paid/s13"), await gateway.PayAsync("paid/s13", "e30=")])
            AssertUnavailable(answer);
        Assert.Equal(503, (await gateway.GetAsync("readyz")).Status);
        Assert.Equal(200, (await gateway.GetAsync("healthz")).Status);
        Assert.Equal(200, (await gateway.GetAsync("robots.txt")).Status);
        var person = await gateway.GetAsync("paid/s13", ("User-Agent", TestGateway.Browser));
        Assert.Equal(200, person.Status);
        Assert.True(person.Leaks);

        if (how != "nothing listens")
        {
            facilitator.Supported = _site.Facilitator.Supported;
            await gateway.WaitUntilReadyAsync();
            Assert.Equal(402, (await gateway.GetAsync("paid/s13")).Status);
            await facilitator.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("insufficient_funds", "insufficient_funds")]
    [InlineData("invalid_exact_evm_signature", "invalid_exact_evm_signature")]
    [InlineData($"execution reverted at {Secret}", null)]
    public async Task S26_A_verdict_of_the_facilitator_is_the_quotes_reason_if_it_is_a_code(string reason, string? error)
    {
        _site.Facilitator.Verify = payer => new FacilitatorSays(
            200, new JsonObject { ["isValid"] = false, ["invalidReason"] = reason, ["invalidMessage"] = Secret, ["payer"] = payer }.ToJsonString());

        var answer = await PayAsync("paid/s26");

        Assert.Equal(402, answer.Status);
        Assert.NotEmpty(answer.QuoteError!);
        if (error is not null)
            Assert.Equal(error, answer.QuoteError);
        AssertNothingLeaked(answer);
        Assert.Equal(0, _site.Origin.CountOf("/paid/s26"));
        Assert.Equal(0, _site.Facilitator.CountOf("/settle"));
    }

    [Fact]
    public async Task S26_A_verdict_with_a_failure_status_is_a_verdict()
    {
        _site.Facilitator.Verify = _ => new FacilitatorSays(400, """{"isValid":false,"invalidReason":"invalid_payload"}""");

        var answer = await PayAsync("paid/s26-400");

        Assert.Equal(402, answer.Status);
        Assert.Equal("invalid_payload", answer.QuoteError);
        Assert.Equal(0, _site.Origin.CountOf("/paid/s26-400"));
    }

    [Fact]
    public async Task S27_A_missing_permit2_allowance_answers_412_with_the_quote()
    {
        _site.Facilitator.Verify = payer => new FacilitatorSays(200, $$"""{"isValid":false,"invalidReason":"permit2_allowance_required","payer":"{{payer}}"}""");

        var answer = await PayAsync("paid/s27");

        Assert.Equal(412, answer.Status);
        Assert.Equal("permit2_allowance_required", answer.QuoteError);
        Assert.Equal(0, _site.Origin.CountOf("/paid/s27"));
    }

    [Fact]
    public async Task S42_The_facilitator_gets_the_buyers_own_bytes()
    {
        var payment = Payer.CreatePoor().Pay(await _site.Gateway.QuoteAsync()).AsObject();
        payment["payload"]!["unheard"] = new JsonArray(1, "two", null);
        payment["note"] = "é ☕ \u0001 / < &";
        payment["number"] = JsonNode.Parse("1.50e+3");
        var reversed = new JsonObject(payment.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        var text = reversed.ToJsonString(new() { WriteIndented = true }).Replace("\"network\"", "\"\\u006eetwork\"");

        var answer = await _site.Gateway.PayAsync("paid/s42", Payer.Encode(text));

        Assert.Equal(200, answer.Status);
        Assert.Equal(["/verify", "/settle"], _site.Facilitator.Requests.Select(request => request.Path));
        foreach (var (_, body) in _site.Facilitator.Requests)
        {
            Assert.Contains(text, body);
            var json = JsonNode.Parse(body)!;
            Assert.Equal(2, (int)json["x402Version"]!);
            Assert.True(JsonNode.DeepEquals((await _site.Gateway.QuoteAsync())["accepts"]![0], json["paymentRequirements"]));
        }
    }

    [Fact]
    public async Task S21_The_facilitator_is_asked_about_our_offer_and_not_about_the_buyers_copy()
    {
        var payment = Payer.CreatePoor().Pay(await _site.Gateway.QuoteAsync());
        payment["accepted"]!["extra"]!["added"] = "by the buyer";

        Assert.Equal(200, (await _site.Gateway.PayAsync("paid/s21", payment)).Status);

        foreach (var (_, body) in _site.Facilitator.Requests)
            Assert.Null(JsonNode.Parse(body)!["paymentRequirements"]!["extra"]!["added"]);
    }

    [Fact]
    public async Task S25_What_a_facilitator_adds_to_a_settlement_is_not_passed_on()
    {
        _site.Facilitator.Settle = payer => new FacilitatorSays(
            200,
            $$"""{"success":true,"transaction":"{{ScriptedFacilitator.Transaction}}","network":"eip155:84532","payer":"{{payer}}","errorMessage":"{{Secret}}","extra":{"a":"{{Secret}}"},"extensions":{"b":"{{Secret}}"} }""");

        var answer = await PayAsync("paid/s25");

        Assert.Equal(200, answer.Status);
        Assert.Equal(ScriptedFacilitator.Transaction, (string?)answer.Receipt!["transaction"]);
        Assert.DoesNotContain("secret", answer.Receipt.ToJsonString());
    }

    [Fact]
    public async Task A_facilitator_that_is_down_is_passed_over_for_the_next()
    {
        var dead = await ScriptedFacilitator.StartAsync();
        await using var gateway = await TestGateway.StartAsync(TestGateway.RemoteSettings(_site.Origin.Url, dead.Url, _site.Facilitator.Url));
        await dead.DisposeAsync();

        var answer = await gateway.PayAsync("paid/next", Payer.CreatePoor().Pay(await gateway.QuoteAsync()));

        Assert.Equal(200, answer.Status);
        Assert.Equal(1, _site.Facilitator.CountOf("/settle"));
    }

    private async Task<string> HeaderAsync() => Payer.Encode(Payer.CreatePoor().Pay(await _site.Gateway.QuoteAsync()));

    private async Task<Answer> PayAsync(string path) => await _site.Gateway.PayAsync(path, await HeaderAsync());

    private static void AssertUnavailable(Answer answer)
    {
        Assert.Equal(503, answer.Status);
        Assert.NotNull(answer.Header("Retry-After"));
        Assert.Null(answer.Quote);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        AssertNothingLeaked(answer);
    }

    private static void AssertNothingLeaked(Answer answer)
    {
        Assert.False(answer.Leaks);
        foreach (var text in (string[])[answer.Body, .. answer.Headers.Values, answer.Quote?.ToJsonString() ?? "", answer.Receipt?.ToJsonString() ?? ""])
        {
            Assert.DoesNotContain("secret", text);
            Assert.DoesNotContain("Exception", text);
        }
    }

    /// <summary>A site whose gateway hands payments to a facilitator that the tests script; each test starts with an honest one.</summary>
    public sealed class Site : IAsyncLifetime
    {
        private TestOrigin? _origin;
        private TestGateway? _gateway;
        private ScriptedFacilitator? _facilitator;

        public TestOrigin Origin => _origin!;

        public TestGateway Gateway => _gateway!;

        public ScriptedFacilitator Facilitator => _facilitator!;

        public async Task InitializeAsync()
        {
            _origin = await TestOrigin.StartAsync();
            _facilitator = await ScriptedFacilitator.StartAsync();
            _gateway = await TestGateway.StartAsync(TestGateway.RemoteSettings(_origin.Url, _facilitator.Url));
        }

        public async Task DisposeAsync()
        {
            await _gateway!.DisposeAsync();
            await _facilitator!.DisposeAsync();
            await _origin!.DisposeAsync();
        }
    }
}
