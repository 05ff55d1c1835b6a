namespace CrawlGate.IntegrationTests;

/// <summary>The facilitator cannot tell whether a payment is good: closed for the moment, in our words.</summary>
public sealed class VerificationOutageTests(HostileSite site) : HostileFacilitatorTests(site)
{
    [Theory]
    [InlineData(500, $$"""{"error":"Facilitator verify failed: {{Secret}}"}""")]
    [InlineData(502, "<html>secret</html>")]
    [InlineData(503, """{"isValid":true}""")]
    public Task S37_A_5xx(int status, string body) => AssertClosedAsync(_ => new FacilitatorSays(status, body));

    [Fact]
    public Task S37_A_429() => AssertClosedAsync(_ => new FacilitatorSays(429, $$"""{"error":"{{Secret}}"}"""));

    [Fact]
    public Task S37_A_reset() => AssertClosedAsync(_ => new FacilitatorSays(0, ""));

    [Fact]
    public Task S37_A_timeout() => AssertClosedAsync(_ => FacilitatorSays.Nothing);

    [Fact]
    public Task S37_A_slow_drip() => AssertClosedAsync(payer => Valid(payer) with { Drip = TimeSpan.FromSeconds(1) });

    [Fact]
    public async Task S37_A_redirect()
    {
        await using var elsewhere = await ScriptedFacilitator.StartAsync();
        await AssertClosedAsync(payer => Valid(payer) with { Status = 302, Location = elsewhere.Url + "verify" });
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"isValid":"true"}""")]
    [InlineData("""{"isValid":true,"isValid":false}""")]
    public Task S37_An_answer_that_is_none(string body) => AssertClosedAsync(_ => new FacilitatorSays(200, body));

    [Fact]
    public async Task S37_A_facilitator_that_asks_to_be_left_alone_is_left_alone()
    {
        await using var facilitator = await ScriptedFacilitator.StartAsync();
        await using var gateway = await HostileSite.StartGatewayAsync(Site.Origin.Url, null, facilitator.Url);
        var quote = await gateway.QuoteAsync();
        facilitator.Verify = _ => new FacilitatorSays(429, "{}") { RetryAfter = "60" };

        for (var i = 0; i < 3; i++)
            AssertUnavailable(await gateway.PayAsync(NewPath(), Payer.CreatePoor().Pay(quote)));

        Assert.Equal(1, facilitator.CountOf("/verify"));
        Assert.Equal(402, (await gateway.GetAsync("paid")).Status);
        Assert.Equal(200, (await gateway.GetAsync("paid", ("User-Agent", TestGateway.Browser))).Status);
    }

    [Fact]
    public async Task F22_What_a_facilitator_tells_of_its_innards_reaches_no_buyer_and_the_log_only_in_one_short_line()
    {
        var words = string.Concat(Enumerable.Repeat($"boom at {Secret}\r\nfail: forged line ", 500));
        Facilitator.Verify = payer => new FacilitatorSays(200, InvalidVerdict(payer, words, words));
        var refused = await PayAsync(NewPath());
        Facilitator.Verify = _ => new FacilitatorSays(500, words);
        AssertUnavailable(await PayAsync(NewPath()));
        Facilitator.Reset();
        Facilitator.Settle = payer => new FacilitatorSays(200, Refusal(payer).Replace("insufficient_funds", words.ReplaceLineEndings(" "), StringComparison.Ordinal));
        var unknown = await PayAsync(NewPath());

        Assert.Equal(402, refused.Status);
        Assert.InRange(refused.QuoteError!.Length, 1, 64);
        AssertNothingLeaked(refused);
        Assert.Null(unknown.Quote);
        AssertNothingLeaked(unknown);
        var lines = Site.Log.Lines.Where(line => line.Category.StartsWith("CrawlGate", StringComparison.Ordinal)).Select(line => line.Text).ToArray();
        Assert.Contains(lines, line => line.Contains("boom", StringComparison.Ordinal));
        Assert.All(lines, line =>
        {
            Assert.InRange(line.Length, 1, 512);
            Assert.DoesNotContain('\n', line);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F23_A_facilitator_that_settles_only_what_it_verified_finds_the_identical_payload(bool isWrittenOddly)
    {
        Facilitator.DemandsVerification = true;
        var text = Payer.CreatePoor().Pay(await Gateway.QuoteAsync()).ToJsonString();
        if (isWrittenOddly)
            text = text.Replace("\"payload\"", " \"note\" : [1.0, 1e2, \"\\u00e9\"],\n\"payload\"", StringComparison.Ordinal).Replace("\"network\"", "\"\\u006eetwork\"", StringComparison.Ordinal);

        var answer = await Gateway.PayAsync(NewPath(), Payer.Encode(text));

        Assert.Equal(200, answer.Status);
        Assert.Equal(["/verify", "/settle"], Facilitator.Requests.Select(request => request.Path));
    }

    private static FacilitatorSays Valid(string payer) => new(200, $$"""{"isValid":true,"payer":"{{payer}}"}""");

    /// <summary>503 with <c>Retry-After</c>, nothing of the facilitator's, people pass, and the payment is good as soon as the facilitator is.</summary>
    private async Task AssertClosedAsync(Func<string, FacilitatorSays> verify)
    {
        var (path, header) = (NewPath(), await HeaderAsync());
        Facilitator.Verify = verify;

        AssertUnavailable(await Gateway.PayAsync(path, header));
        Assert.Equal(0, Site.Origin.CountOf("/" + path));
        Assert.Equal(0, Facilitator.CountOf("/settle"));
        Assert.Equal(200, (await Gateway.GetAsync(path, ("User-Agent", TestGateway.Browser))).Status);

        Facilitator.Reset();
        Assert.Equal(200, (await Gateway.PayAsync(path, header)).Status);
    }
}
