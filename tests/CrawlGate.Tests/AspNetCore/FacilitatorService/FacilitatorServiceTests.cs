using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>The facilitator for clients with keys: who may settle, for whom, how often and at what price.</summary>
public sealed class FacilitatorServiceTests
{
    [Fact]
    public async Task F19_A_right_key_verifies_and_settles()
    {
        await using var host = await ServiceHost.StartAsync();
        var verified = await host.VerifyAsync($"Bearer {host.Key}");
        var settled = await host.SettleAsync($"bearer  {host.Key} ");
        Assert.Equal((HttpStatusCode.OK, true), (verified.Status, (bool)verified.Body["isValid"]!));
        Assert.Equal((HttpStatusCode.OK, true), (settled.Status, (bool)settled.Body["success"]!));
        Assert.Equal(1, host.Site.Facilitator.Settlements);
    }

    [Fact]
    public async Task F19_No_key_and_a_wrong_key_are_401_without_detail()
    {
        await using var host = await ServiceHost.StartAsync();
        foreach (var authorization in (string?[])[null, "", "Bearer", "Bearer ", $"Bearer {host.Key}x", $"Bearer {host.Key[..^1]}", $"Basic {host.Key}", host.Key, "Bearer " + new string('x', 5000)])
        {
            var (status, body, headers) = await host.SettleAsync(authorization);
            Assert.Equal(HttpStatusCode.Unauthorized, status);
            Assert.Equal("Bearer", headers.WwwAuthenticate.ToString());
            Assert.Equal("""{"error":"Unauthorized."}""", body.ToJsonString());
        }

        Assert.Equal(0, host.Site.Facilitator.Settlements);
    }

    [Fact]
    public async Task F19_After_many_wrong_keys_no_key_of_that_address_is_looked_at()
    {
        await using var host = await ServiceHost.StartAsync();
        for (var i = 0; i < FailedAttempts.PerMinute; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.VerifyAsync("Bearer wrong")).Status);
        foreach (var key in (string[])["wrong", host.Key])
        {
            var (status, body, headers) = await host.SettleAsync($"Bearer {key}");
            Assert.Equal(HttpStatusCode.TooManyRequests, status);
            Assert.InRange(headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
            Assert.False(body.ContainsKey("success"));
        }

        Assert.Equal(0, host.Site.Facilitator.Settlements);
    }

    [Fact]
    public async Task F19_A_payee_that_is_not_on_the_list_is_refused_and_nothing_is_sent()
    {
        await using var host = await ServiceHost.StartAsync();
        foreach (var payTo in (string[])[ServiceHost.Signer, "0x0000000000000000000000000000000000000000", "nobody", ServiceHost.Payee + "00"])
        {
            var body = await ServiceHost.RequestAsync(payTo);
            var verified = await host.VerifyAsync($"Bearer {host.Key}", body);
            var settled = await host.SettleAsync($"Bearer {host.Key}", body);
            Assert.Equal("""{"isValid":false,"invalidReason":"pay_to_not_allowed"}""", verified.Body.ToJsonString());
            Assert.Equal("""{"success":false,"errorReason":"pay_to_not_allowed","transaction":"","network":"eip155:84532"}""", settled.Body.ToJsonString());
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (verified.Status, settled.Status));
        }

        Assert.Equal(0, host.Site.Facilitator.Settlements);
        Assert.True((bool)(await host.SettleAsync($"Bearer {host.OtherKey}", await ServiceHost.RequestAsync(ServiceHost.Signer))).Body["success"]!);
    }

    [Fact]
    public async Task F19_A_client_that_calls_too_often_is_429_and_others_are_not()
    {
        await using var host = await ServiceHost.StartAsync();
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await (i == 1 ? host.VerifyAsync($"Bearer {host.OtherKey}") : host.SettleAsync($"Bearer {host.OtherKey}"))).Status);
        var (status, body, headers) = await host.SettleAsync($"Bearer {host.OtherKey}");
        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limited"), (status, (string?)body["code"]));
        Assert.InRange(headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.False(body.ContainsKey("success"));
        Assert.Equal(HttpStatusCode.OK, (await host.SettleAsync($"Bearer {host.Key}")).Status);
    }

    [Theory]
    [InlineData("gas", FacilitatorTrouble.GasTooHigh)]
    [InlineData("balance", FacilitatorTrouble.BalanceLow)]
    public async Task F19_Past_a_limit_on_gas_settlements_are_503_but_for_those_that_were_begun(string what, string code)
    {
        await using var host = await ServiceHost.StartAsync(options => (options.MaxFeeGwei, options.MinSignerBalance) = (2.5m, "0.5"));
        var begun = await ServiceHost.RequestAsync();
        Assert.True((bool)(await host.SettleAsync($"Bearer {host.Key}", begun)).Body["success"]!);

        if (what == "gas")
            host.Node.BaseFee = "0x9502f901"; // a wei above 2.5 gwei
        else
            host.Node.Balance = "0x6f05b59d3b1ffff"; // a wei below half an ether
        await host.Health.CheckAsync();
        var (status, body, headers) = await host.SettleAsync($"Bearer {host.Key}");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, code), (status, (string?)body["code"]));
        Assert.True(headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Equal(["error", "code"], body.Select(member => member.Key));
        Assert.Equal(1, host.Site.Facilitator.Settlements);
        Assert.True((bool)(await host.SettleAsync($"Bearer {host.Key}", begun)).Body["success"]!);
        Assert.True((bool)(await host.VerifyAsync($"Bearer {host.Key}")).Body["isValid"]!);

        (host.Node.BaseFee, host.Node.Balance) = ("0x9502f900", "0x6f05b59d3b20000");
        await host.Health.CheckAsync();
        Assert.True((bool)(await host.SettleAsync($"Bearer {host.Key}")).Body["success"]!);
    }

    [Fact]
    public async Task A_payment_whose_outcome_is_unknown_may_be_asked_about_at_any_price_and_one_that_was_not_sent_may_not()
    {
        await using var host = await ServiceHost.StartAsync(options => options.MaxFeeGwei = 2);
        var (unknown, unsent) = (await ServiceHost.RequestAsync(), await ServiceHost.RequestAsync());
        host.Site.Facilitator.Settle = () => new SettleOutcome.Unknown("no receipt");
        Assert.Equal(X402Errors.SettlementPending, (string?)(await host.SettleAsync($"Bearer {host.Key}", unknown)).Body["errorReason"]);
        host.Site.Facilitator.Settle = () => new SettleOutcome.Unavailable("no node");
        Assert.Equal("facilitator_unavailable", (string?)(await host.SettleAsync($"Bearer {host.Key}", unsent)).Body["code"]);

        host.Node.BaseFee = "0x1ffffffffff";
        await host.Health.CheckAsync();
        Assert.Equal("facilitator_unavailable", (string?)(await host.SettleAsync($"Bearer {host.Key}", unknown)).Body["code"]);
        Assert.Equal(FacilitatorTrouble.GasTooHigh, (string?)(await host.SettleAsync($"Bearer {host.Key}", unsent)).Body["code"]);
    }

    [Fact]
    public async Task An_engine_that_throws_while_settling_may_have_sent_and_while_verifying_has_not()
    {
        await using var host = await ServiceHost.StartAsync();
        host.Site.Facilitator.Verify = () => throw new InvalidOperationException("https://node.example/secret");
        host.Site.Facilitator.Settle = () => throw new InvalidOperationException("https://node.example/secret");
        var verified = await host.VerifyAsync($"Bearer {host.Key}");
        var settled = await host.SettleAsync($"Bearer {host.Key}");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "facilitator_unavailable"), (verified.Status, (string?)verified.Body["code"]));
        Assert.Equal((HttpStatusCode.OK, X402Errors.SettlementPending, ""), (settled.Status, (string?)settled.Body["errorReason"], (string?)settled.Body["transaction"]));
    }

    [Fact]
    public async Task F1_Supported_is_open_and_lists_kinds_extensions_and_signers()
    {
        await using var host = await ServiceHost.StartAsync();
        var supported = JsonNode.Parse(await host.Site.Http.GetStringAsync("/x402/supported"))!;
        Assert.Equal(["exact eip155:84532", "exact base-sepolia"], supported["kinds"]!.AsArray().Select(kind => $"{kind!["scheme"]} {kind["network"]}"));
        Assert.Empty(supported["extensions"]!.AsArray());
        Assert.Equal(ServiceHost.Signer, (string?)supported["signers"]!["eip155:*"]![0]);
    }

    [Fact]
    public async Task Everything_below_the_path_is_the_facilitators_and_what_is_beside_it_is_the_sites()
    {
        await using var host = await ServiceHost.StartAsync();
        foreach (var (method, path, status) in (IEnumerable<(HttpMethod, string, int)>)
            [(HttpMethod.Get, "/x402/settle", 405), (HttpMethod.Post, "/x402/supported", 405), (HttpMethod.Get, "/x402/discovery/resources", 404), (HttpMethod.Get, "/x402", 404), (HttpMethod.Get, "/X402/other", 404)])
        {
            using var response = await host.Site.SendAsync(method, path);
            Assert.Equal(status, (int)response.StatusCode);
            Assert.DoesNotContain("the site", await response.Content.ReadAsStringAsync());
        }

        Assert.Equal("the site", await host.Site.Http.GetStringAsync("/x402-notes"));
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.Site.GetAsync("/page")).StatusCode);
    }

    [Fact]
    public async Task A_route_of_the_site_below_the_path_keeps_the_application_from_starting()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => ServiceHost.StartAsync(map: app => app.MapGet("X402/{page}", () => "")));
        Assert.StartsWith("CrawlGate:Facilitator:Serve:Path: '/x402' is the facilitator's, but ", failure.Message);
    }

    [Fact]
    public async Task What_is_not_enabled_is_not_there()
    {
        await using var host = await ServiceHost.StartAsync(options => options.Enabled = false);
        Assert.Equal("the site", await host.Site.Http.GetStringAsync("/x402/supported"));
        Assert.Null(host.Health.Trouble);
    }

    [Fact]
    public async Task F24_A_key_comes_before_the_body_and_the_body_before_the_engine()
    {
        await using var host = await ServiceHost.StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.SettleAsync(null, "{}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.SettleAsync($"Bearer {host.Key}", "{}")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.SettleAsync($"Bearer {host.Key}", new string(' ', FacilitatorRequest.MaxLength + 1))).Status);
        Assert.Equal(0, host.Site.Facilitator.Settlements);
    }

    [Theory]
    [InlineData("Content-Length: 1000")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task F24_A_body_that_does_not_come_is_given_up(string framing)
    {
        await using var host = await ServiceHost.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Site.Http.BaseAddress!.Port);
        var head = $"POST /x402/settle HTTP/1.1\r\nHost: site\r\nAuthorization: Bearer {host.Key}\r\nContent-Type: application/json\r\n{framing}\r\n\r\n{(framing[0] == 'T' ? "1\r\n{\r\n" : "{")}";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        using var reader = new StreamReader(client.GetStream());
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.Equal("HTTP/1.1 408 Request Timeout", await reader.ReadLineAsync(deadline.Token));
        // Head and body only: what never came is waited for a little longer, and then the connection is reset.
        var answer = "";
        while (!answer.Contains("in time", StringComparison.Ordinal))
            answer += await reader.ReadLineAsync(deadline.Token) is { } line ? line : throw new EndOfStreamException(answer);
    }

    [Fact]
    public async Task What_a_client_used_is_one_line_and_never_the_key()
    {
        LogRecorder log;
        string[] keys;
        await using (var host = await ServiceHost.StartAsync())
        {
            (log, keys) = (host.Log, [host.Key, host.OtherKey]);
            await host.SettleAsync($"Bearer {host.Key}");
            await host.SettleAsync($"Bearer {host.Key}", await ServiceHost.RequestAsync(ServiceHost.Signer));
            await host.SettleAsync("Bearer wrong-but-long-enough-to-be-a-key");
        }

        var lines = log.Of(ServedFacilitator.Category).Where(line => line.StartsWith("shop: ", StringComparison.Ordinal)).ToArray();
        Assert.Equal("shop: 1 settled, 0 with unknown outcome, 1 refused, 0 over the limit", Assert.Single(lines));
        Assert.DoesNotContain(log.Lines, line => keys.Append("wrong-but").Any(line.Text.Contains));
    }

    [Fact]
    public async Task Health_is_read_again_and_again_and_told_when_it_changes()
    {
        await using var host = await ServiceHost.StartAsync(options => options.MinSignerBalance = "0.5");
        Assert.Null(host.Health.Trouble);
        host.Node.Balance = "0x0";
        for (var i = 0; host.Health.Trouble is null && i < 200; i++)
            await Task.Delay(50);
        Assert.Equal($"{ServiceHost.Signer} has 0 of the chain's coin, less than MinSignerBalance (0.5)", host.Health.Trouble!.Detail);
        for (var i = 0; !host.Log.Lines.Any(line => line.Text.StartsWith("The facilitator service is not well", StringComparison.Ordinal)) && i < 200; i++)
            await Task.Delay(50);
        host.Node.Balance = "0xde0b6b3a7640000";
        for (var i = 0; host.Health.Trouble is not null && i < 200; i++)
            await Task.Delay(50);
        Assert.Null(host.Health.Trouble);
    }
}
