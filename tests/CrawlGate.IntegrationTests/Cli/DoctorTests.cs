using System.Diagnostics;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

[Collection(ChainCollection.Name)]
public sealed class DoctorTests(ChainFixture fixture) : IDisposable
{
    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_around_a_healthy_gateway_is_well()
    {
        await using var origin = await TestOrigin.StartAsync();
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, origin.Url);

        var (code, output, _) = await RunAsync(settings);

        Assert.True(code == 0, output);
        Assert.Contains("client         127.0.0.1 (connection)", output);
        AssertLine(output, "ok", "configuration", "");
        AssertLine(output, "ok", $"rpc {fixture.Chain.RpcUrl.Authority}", "serves eip155:84532");
        AssertLine(output, "ok", "token", "settling USDC on eip155:84532");
        AssertLine(output, "ok", "gas", "has 1 of the chain's coin");
        AssertLine(output, "ok", $"origin {origin.Url.Authority}", "answers 200");
        AssertLine(output, "ok", "ledger", "crawlgate.db can be used");
        AssertLine(output, "skipped", "dns", "--no-dns");
        AssertLine(output, "skipped", "address lists", "switched off");
        Assert.Contains(" clock ", output);
        Assert.DoesNotContain("failed ", output);
        Assert.DoesNotContain((string)settings["$key"]!, output);
    }

    [Fact]
    public async Task A_dead_node_and_a_dead_origin_are_failures_within_the_time()
    {
        var started = Stopwatch.GetTimestamp();
        var settings = ToolFolder.Settings();
        settings["Store"] = "memory";
        var (code, output, _) = await RunAsync(settings);

        Assert.Equal(1, code);
        AssertLine(output, "warning", "ledger", "payments are forgotten at restart");
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
        AssertLine(output, "failed", "rpc 127.0.0.1:9", "");
        AssertLine(output, "failed", "token", "");
        AssertLine(output, "failed", "gas", "");
        AssertLine(output, "failed", "origin 127.0.0.1:9", "does not answer");
    }

    [Fact]
    public async Task A_silent_node_is_given_up_in_time()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var settings = ToolFolder.Settings($"http://{silent.LocalEndpoint}");
        settings["Rpc"] = new JsonArray($"http://{silent.LocalEndpoint}");

        var started = Stopwatch.GetTimestamp();
        var (code, output, _) = await RunAsync(settings);

        Assert.Equal(1, code);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), output);
        AssertLine(output, "failed", $"origin {silent.LocalEndpoint}", "does not answer in time");
    }

    [Fact]
    public async Task A_wrong_chain_and_an_empty_account_are_failures()
    {
        await using var origin = await TestOrigin.StartAsync();
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, origin.Url);
        settings["Network"] = "eip155:8453";
        settings["$key"] = Hex.Encode(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

        var (code, output, _) = await RunAsync(settings);

        Assert.Equal(1, code);
        AssertLine(output, "failed", $"rpc {fixture.Chain.RpcUrl.Authority}", "serves eip155:84532, but eip155:8453 is configured");
        AssertLine(output, "failed", "token", "eip155:8453");
        AssertLine(output, "failed", "gas", "has 0 of the chain's coin");
        AssertLine(output, "ok", "origin", "answers 200");
    }

    [Fact]
    public async Task Facilitators_are_asked_what_they_settle()
    {
        await using var origin = await TestOrigin.StartAsync();
        await using var facilitator = await ScriptedFacilitator.StartAsync();
        var settings = TestGateway.RemoteSettings(origin.Url, facilitator.Url);

        facilitator.Supported = () => new FacilitatorSays(200, """{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:8453"}],"extensions":[],"signers":{}}""");
        var (code, output, _) = await RunAsync(settings);
        Assert.Equal(1, code);
        AssertLine(output, "failed", $"facilitator {facilitator.Url.Authority}", "does not settle 'exact' on eip155:84532");
        AssertLine(output, "skipped", "rpc", "facilitators settle");

        facilitator.Supported = () => new FacilitatorSays(200, """{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:84532"}],"extensions":[],"signers":{}}""");
        (code, output, _) = await RunAsync(settings);
        Assert.True(code == 0, output);
        AssertLine(output, "ok", $"facilitator {facilitator.Url.Authority}", "");
    }

    [Fact]
    public async Task A_proxy_that_is_not_trusted_is_pointed_out()
    {
        await using var origin = await TestOrigin.StartAsync();
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, origin.Url);

        var (_, forged, _) = await RunAsync(settings, "--ip", "10.0.0.1", "--header", "X-Forwarded-For: 203.0.113.5");
        AssertLine(forged, "warning", "client address", "10.0.0.1 sends a forwarding header and is not trusted");

        settings["TrustedProxies"] = new JsonArray("10.0.0.0/8");
        var (_, trusted, _) = await RunAsync(settings, "--ip", "10.0.0.1", "--header", "X-Forwarded-For: 203.0.113.5");
        AssertLine(trusted, "ok", "client address", "203.0.113.5");
        var (_, silent, _) = await RunAsync(settings, "--ip", "10.0.0.1");
        AssertLine(silent, "warning", "client address", "10.0.0.1 is trusted and names no client");
    }

    [Fact]
    public async Task A_wrong_configuration_is_the_only_thing_tested()
    {
        var settings = ToolFolder.Settings();
        settings["Price"] = "$0";

        var (code, output, _) = await RunAsync(settings);

        Assert.Equal(1, code);
        AssertLine(output, "failed", "configuration", "CrawlGate:Price:");
        Assert.Single(output.Trim().Split('\n'));
    }

    private Task<(int Code, string Output, string Error)> RunAsync(JsonObject settings, params string[] arguments) =>
        Tool.RunAsync(["doctor", "--config", _folder.Write(settings), "--no-dns", .. arguments]);

    private static void AssertLine(string output, string health, string name, string detail) =>
        Assert.Contains(output.Split('\n'), line => line.StartsWith($"  {health,-8} {name}", StringComparison.Ordinal) && line.Contains(detail, StringComparison.Ordinal));
}
