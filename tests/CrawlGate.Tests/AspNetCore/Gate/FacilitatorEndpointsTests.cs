using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A facilitator over HTTP: what it reads, what it refuses and what it lets out.</summary>
public sealed class FacilitatorEndpointsTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"x402Version":2}""")]
    [InlineData("""{"x402Version":2,"paymentPayload":{},"paymentRequirements":{}}""")]
    [InlineData("""{"x402Version":2,"x402Version":2,"paymentPayload":{},"paymentRequirements":{}}""")]
    public async Task F24_A_body_with_missing_fields_is_400_with_JSON(string body)
    {
        await using var site = await StartAsync();
        foreach (var path in (string[])["/verify", "/settle"])
        {
            using var response = await PostAsync(site, path, body);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
            Assert.NotEmpty(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!.GetValue<string>());
        }

        Assert.Equal(0, site.Facilitator.Settlements);
    }

    [Fact]
    public async Task F24_Another_content_type_is_415_and_a_long_body_is_413()
    {
        await using var site = await StartAsync();
        using var text = await PostAsync(site, "/verify", "{}", "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
        using var large = await PostAsync(site, "/settle", new string(' ', FacilitatorRequest.MaxLength + 1));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Fact]
    public async Task F22_What_a_node_said_stays_inside()
    {
        await using var site = await StartAsync();
        site.Facilitator.Verify = () => new VerifyOutcome.Invalid(VerifyResponse.Invalid("invalid_exact_evm_transaction_simulation_failed", message: "node.example/secret"));
        site.Facilitator.Settle = () => new SettleOutcome.Rejected(SettleResponse.Failed("invalid_exact_evm_transaction_failed", "eip155:84532", message: "node.example/secret"));
        foreach (var path in (string[])["/verify", "/settle"])
        {
            using var response = await PostAsync(site, path, await RequestAsync());
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.DoesNotContain("node.example", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task F16_A_facilitator_that_cannot_tell_gives_no_result_and_says_when_to_come_back()
    {
        await using var site = await StartAsync();
        site.Facilitator.Verify = () => new VerifyOutcome.Unavailable("node.example is down");
        site.Facilitator.Settle = () => new SettleOutcome.Unavailable("node.example is down", TimeSpan.FromSeconds(7));
        foreach (var (path, wait) in (IEnumerable<(string, string)>)[("/verify", "5"), ("/settle", "7")])
        {
            using var response = await PostAsync(site, path, await RequestAsync());
            var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
            Assert.Equal((HttpStatusCode.ServiceUnavailable, wait), (response.StatusCode, response.Headers.GetValues("Retry-After").Single()));
            Assert.Equal(["error", "code"], body.Select(member => member.Key));
            Assert.DoesNotContain("node.example", body.ToJsonString());
        }
    }

    [Fact]
    public async Task F18_An_unknown_outcome_is_settlement_pending_with_its_hash_and_network()
    {
        await using var site = await StartAsync();
        var hash = "0x" + new string('b', 64);
        site.Facilitator.Settle = () => new SettleOutcome.Unknown("no receipt", hash);
        using var response = await PostAsync(site, "/settle", await RequestAsync());
        var answer = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(), X402JsonContext.Default.SettleResponse)!;
        Assert.Equal((false, X402Errors.SettlementPending, hash, "eip155:84532"), (answer.Success, answer.ErrorReason, answer.Transaction, answer.Network));
    }

    [Fact]
    public async Task F22_A_reason_that_is_no_code_is_replaced()
    {
        await using var site = await StartAsync();
        var prose = "failed at https://node.example/key " + new string('x', 1000);
        site.Facilitator.Verify = () => new VerifyOutcome.Invalid(VerifyResponse.Invalid(prose));
        site.Facilitator.Settle = () => new SettleOutcome.Rejected(SettleResponse.Failed(prose, "eip155:84532"));
        using var verified = await PostAsync(site, "/verify", await RequestAsync());
        using var settled = await PostAsync(site, "/settle", await RequestAsync());
        Assert.Equal(X402Errors.UnexpectedVerifyError, (string?)JsonNode.Parse(await verified.Content.ReadAsStringAsync())!["invalidReason"]);
        Assert.Equal(X402Errors.UnexpectedSettleError, (string?)JsonNode.Parse(await settled.Content.ReadAsStringAsync())!["errorReason"]);
    }

    private static Task<GateHost> StartAsync()
    {
        ScriptedFacilitator? facilitator = null;
        return GateHost.StartAsync(app => ((IEndpointRouteBuilder)app).MapX402Facilitator(facilitator ??= (ScriptedFacilitator)app.Services.GetService(typeof(IFacilitator))!));
    }

    private static async Task<string> RequestAsync()
    {
        PaymentHeader.TryDecodeJson(await GateHost.SignAsync(), out var payment, out _);
        return $$"""{"x402Version":2,"paymentPayload":{{payment.GetRawText()}},"paymentRequirements":{{payment.GetProperty("accepted").GetRawText()}}}""";
    }

    private static async Task<HttpResponseMessage> PostAsync(GateHost site, string path, string body, string contentType = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(contentType));
        return await site.Http.PostAsync(path, content);
    }
}
