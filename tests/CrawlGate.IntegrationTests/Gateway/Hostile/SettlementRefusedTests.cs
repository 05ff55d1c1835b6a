namespace CrawlGate.IntegrationTests;

/// <summary>The page is ready and the facilitator says no, or not yet.</summary>
public sealed class SettlementRefusedTests(HostileSite site) : HostileFacilitatorTests(site)
{
    [Fact]
    public async Task S33_A_refused_settlement_answers_402_with_its_result_and_a_quote_and_no_protected_byte()
    {
        Facilitator.Settle = payer => new FacilitatorSays(200, Refusal(payer));
        var path = NewPath();

        var answer = await PayAsync(path);

        Assert.Equal(402, answer.Status);
        Assert.False((bool)answer.Receipt!["success"]!);
        Assert.Equal("", (string?)answer.Receipt["transaction"]);
        Assert.Equal("eip155:84532", (string?)answer.Receipt["network"]);
        Assert.Equal("insufficient_funds", (string?)answer.Receipt["errorReason"]);
        Assert.Equal("insufficient_funds", answer.QuoteError);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        AssertNothingLeaked(answer);
        Assert.Equal(1, Site.Origin.CountOf("/" + path));
        Assert.Equal(1, Facilitator.CountOf("/settle"));
    }

    [Theory]
    [InlineData("HEAD", "paid/s33-head")]
    [InlineData("GET", "empty")]
    [InlineData("GET", "trailers")]
    [InlineData("POST", "paid/s33-post")]
    public async Task S33_Nothing_of_the_answer_remains_whatever_form_it_has(string method, string path)
    {
        Facilitator.Settle = payer => new FacilitatorSays(200, Refusal(payer));

        var answer = await Gateway.SendAsync(new HttpMethod(method), path, ("PAYMENT-SIGNATURE", await HeaderAsync()));

        Assert.Equal(402, answer.Status);
        Assert.False((bool)answer.Receipt!["success"]!);
        AssertNothingLeaked(answer);
        Assert.DoesNotContain("with trailers", answer.Body);
    }

    [Fact]
    public async Task S34_settlement_pending_is_repeated_exactly_once_byte_for_byte()
    {
        Facilitator.Settle = payer => new FacilitatorSays(200, Refusal(payer, "settlement_pending", ScriptedFacilitator.Transaction));

        var answer = await PayAsync(NewPath());

        Assert.Equal(502, answer.Status);
        Assert.Null(answer.Quote);
        AssertNothingLeaked(answer);
        var settled = Facilitator.Requests.Where(request => request.Path == "/settle").ToArray();
        Assert.Equal(2, settled.Length);
        Assert.Equal(settled[0].Body, settled[1].Body);
    }

    [Fact]
    public async Task S34_A_pending_settlement_that_the_repeat_confirms_is_served()
    {
        var asked = 0;
        Facilitator.Settle = payer => Interlocked.Increment(ref asked) == 1
            ? new FacilitatorSays(200, Refusal(payer, "settlement_pending", ScriptedFacilitator.Transaction))
            : ScriptedFacilitator.Success(payer);

        var answer = await PayAsync(NewPath());

        Assert.Equal(200, answer.Status);
        Assert.True(answer.Leaks);
        Assert.Equal(ScriptedFacilitator.Transaction, (string?)answer.Receipt!["transaction"]);
        Assert.Equal(2, asked);
    }
}
