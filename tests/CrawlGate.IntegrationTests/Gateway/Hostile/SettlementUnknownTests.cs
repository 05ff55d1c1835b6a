namespace CrawlGate.IntegrationTests;

/// <summary>The settlement was sent and nobody can tell what came of it: no quote, no page, and nobody else suffers.</summary>
public sealed class SettlementUnknownTests(HostileSite site) : HostileFacilitatorTests(site)
{
    private const string OtherPayer = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

    [Fact]
    public Task S35_A_facilitator_that_settles_and_then_says_nothing() => AssertUnknownAsync(_ => FacilitatorSays.Nothing);

    [Fact]
    public async Task S35_A_facilitator_that_settles_says_nothing_and_remembers_when_asked_again()
    {
        var asked = 0;
        await AssertUnknownAsync(payer => Interlocked.Increment(ref asked) == 1 ? FacilitatorSays.Nothing : ScriptedFacilitator.Success(payer));
    }

    [Fact]
    public Task S35_A_500_after_settle() => AssertUnknownAsync(_ => new FacilitatorSays(500, $$"""{"error":"{{Secret}}"}"""));

    [Fact]
    public Task S35_A_connection_reset() => AssertUnknownAsync(_ => new FacilitatorSays(0, ""));

    [Theory]
    [InlineData("<html>secret</html>")]
    [InlineData("")]
    [InlineData("""{"success":true,"success":false}""")]
    public Task S35_An_answer_that_is_no_json(string body) => AssertUnknownAsync(_ => new FacilitatorSays(200, body));

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"isValid":true}""")]
    [InlineData("""{"success":"true","transaction":"HASH","network":"eip155:84532","payer":"PAYER"}""")]
    public Task S35_An_answer_of_another_shape(string body) => AssertUnknownAsync(payer => Says(body, payer));

    [Fact]
    public async Task S35_A_redirect_is_not_followed()
    {
        await using var elsewhere = await ScriptedFacilitator.StartAsync();
        await AssertUnknownAsync(payer => ScriptedFacilitator.Success(payer) with { Status = 307, Location = elsewhere.Url + "settle" });
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public Task S35_A_slow_drip_ends_at_the_time_limit() =>
        AssertUnknownAsync(payer => ScriptedFacilitator.Success(payer) with { Drip = TimeSpan.FromSeconds(1) });

    [Fact]
    public Task S35_An_answer_longer_than_any_facilitators() =>
        AssertUnknownAsync(payer => ScriptedFacilitator.Success(payer) with { Body = ScriptedFacilitator.Success(payer).Body + new string(' ', 1024 * 1024) });

    [Fact]
    public Task S35_A_429_may_come_after_the_money_moved() => AssertUnknownAsync(_ => new FacilitatorSays(429, $$"""{"error":"{{Secret}}"}"""));

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    public Task S36_A_success_with_an_empty_hash(string transaction) => AssertUnknownAsync(payer => ScriptedFacilitator.Success(payer, transaction));

    [Theory]
    [InlineData("""{"success":true,"network":"eip155:84532","payer":"PAYER"}""")]
    [InlineData("""{"success":true,"transaction":null,"network":"eip155:84532","payer":"PAYER"}""")]
    public Task S36_A_success_without_a_hash(string body) => AssertUnknownAsync(payer => Says(body, payer));

    [Theory]
    [InlineData("0x1234")]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000a100")]
    [InlineData("0x00000000000000000000000000000000000000000000000000000000000000zz")]
    public Task S36_A_success_with_a_bad_hash(string transaction) => AssertUnknownAsync(payer => ScriptedFacilitator.Success(payer, transaction));

    [Theory]
    [InlineData("eip155:8453")]
    [InlineData("base-sepolia")]
    [InlineData("")]
    public Task S36_A_success_on_another_network(string network) => AssertUnknownAsync(payer => ScriptedFacilitator.Success(payer, network: network));

    [Fact]
    public Task S36_A_success_of_another_payer() => AssertUnknownAsync(_ => ScriptedFacilitator.Success(OtherPayer));

    [Fact]
    public Task S36_A_success_with_a_failure_status() => AssertUnknownAsync(payer => ScriptedFacilitator.Success(payer) with { Status = 500 });

    [Fact]
    public async Task S36_A_verification_of_another_payer_is_not_believed()
    {
        var path = NewPath();
        Facilitator.Verify = _ => new FacilitatorSays(200, $$"""{"isValid":true,"payer":"{{OtherPayer}}"}""");

        AssertUnavailable(await PayAsync(path));
        Assert.Equal(0, Site.Origin.CountOf("/" + path));
        Assert.Equal(0, Facilitator.CountOf("/settle"));
    }

    private static FacilitatorSays Says(string body, string payer) =>
        new(200, body.Replace("PAYER", payer, StringComparison.Ordinal).Replace("HASH", ScriptedFacilitator.Transaction, StringComparison.Ordinal));
}
