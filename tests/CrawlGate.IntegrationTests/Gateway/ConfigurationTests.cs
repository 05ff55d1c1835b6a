using System.Diagnostics;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Gateway;

namespace CrawlGate.IntegrationTests;

/// <summary>What is wrong with a configuration is said at start, all of it, each mistake with its path.</summary>
[Collection(ChainCollection.Name)]
public sealed class ConfigurationTests(ChainFixture fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crawlgate-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_mistake_is_said_at_once_with_its_path()
    {
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, new Uri("http://127.0.0.1:1"));
        settings["PublicUrl"] = "tidepool.example";
        settings["PayTo"] = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293Bc";
        settings["Price"] = "$0.0000001";
        settings["MaxTimeoutSeconds"] = 5;
        settings["Prise"] = "$1";
        settings["Rpc"] = new JsonArray("ws://127.0.0.1:1");
        settings["Facilitator"]!["Local"]!["SignerKeyFile"] = "not-there.key";
        settings["Facilitator"]!["Lokal"] = "x";
        settings["Policies"] = new JsonObject { ["old"] = new JsonObject { ["Price"] = "free", ["Pryce"] = "$1" }, ["default"] = new JsonObject { ["Price"] = "$1" } };
        var root = JsonNode.Parse(await File.ReadAllTextAsync(TestGateway.WriteConfiguration(_folder, settings)))!;
        root["CrawlGaet"] = new JsonObject { ["Price"] = "$1" };

        var errors = Errors(root);

        AssertPaths(
            errors, "CrawlGaet", "CrawlGate:PublicUrl", "CrawlGate:PayTo", "CrawlGate:Price", "CrawlGate:MaxTimeoutSeconds", "CrawlGate:Prise", "CrawlGate:Rpc:0",
            "CrawlGate:Facilitator:Local:SignerKeyFile", "CrawlGate:Facilitator:Lokal", "CrawlGate:Policies:old:Price", "CrawlGate:Policies:old:Pryce",
            "CrawlGate:Policies:default");
        Assert.Contains(errors, error => error.StartsWith("CrawlGate:PayTo:", StringComparison.Ordinal) && error.Contains("checksum"));
        Assert.Equal(1, await GatewayHost.RunAsync(Arguments()));
    }

    [Fact]
    public void An_empty_configuration_names_everything_that_is_missing() => AssertPaths(
        Errors(new JsonObject { ["CrawlGate"] = new JsonObject() }),
        "CrawlGate:PublicUrl", "CrawlGate:PayTo", "CrawlGate:Price", "CrawlGate:Network", "CrawlGate:Facilitator", "CrawlGate:Origin");

    [Theory]
    [InlineData("CrawlGate:Price", "$0")]
    [InlineData("CrawlGate:Price", "$0.0000009")]
    [InlineData("CrawlGate:Price", "-1")]
    [InlineData("CrawlGate:Price", "$1e3")]
    [InlineData("CrawlGate:Price", "0,001")]
    [InlineData("CrawlGate:PayTo", "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293Bc")]
    [InlineData("CrawlGate:PayTo", "0x0000000000000000000000000000000000000000")]
    [InlineData("CrawlGate:PayTo", "vitalik.eth")]
    [InlineData("CrawlGate:Network", "base")]
    [InlineData("CrawlGate:Network", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp")]
    [InlineData("CrawlGate:Asset", null)]
    [InlineData("CrawlGate:Origin", "ftp://origin.example")]
    [InlineData("CrawlGate:Charge", "Nobody")]
    [InlineData("CrawlGate:MaxTimeoutSeconds", "soon")]
    public async Task S2_One_wrong_setting_is_one_error_with_its_path(string path, string? value)
    {
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, new Uri("http://127.0.0.1:1"));
        if (value is null)
            settings["Network"] = "eip155:424242";
        else
            settings[path.Split(':')[1]] = value;

        var error = Assert.Single(Errors(JsonNode.Parse(await File.ReadAllTextAsync(TestGateway.WriteConfiguration(_folder, settings)))!));

        Assert.Contains(path, error);
        Assert.Equal(1, await GatewayHost.RunAsync(Arguments()));
    }

    [Fact]
    public async Task Both_or_neither_of_origin_and_routes_is_an_error_and_routes_name_policies_that_exist()
    {
        var origin = new Uri("http://127.0.0.1:1");
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, origin);
        var both = JsonNode.Parse(await File.ReadAllTextAsync(TestGateway.WriteConfiguration(_folder, settings, TestGateway.PaidFolderOnly(origin))))!;
        AssertPaths(Errors(both), "CrawlGate:Origin");

        settings.Remove("Origin");
        AssertPaths(Errors(JsonNode.Parse(await File.ReadAllTextAsync(TestGateway.WriteConfiguration(_folder, settings)))!), "CrawlGate:Origin");

        var typo = JsonNode.Parse(await File.ReadAllTextAsync(TestGateway.WriteConfiguration(_folder, settings, TestGateway.PaidFolderOnly(origin, "defualt"))))!;
        AssertPaths(Errors(typo), "ReverseProxy:Routes:paid:Metadata:CrawlGate.Policy");
    }

    [Theory]
    [InlineData("CrawlGate.Polcy")]
    [InlineData("CrawlGatePolicy")]
    [InlineData("crawlgate_policy")]
    public async Task A_misspelt_policy_key_does_not_give_a_route_away(string key)
    {
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, null);
        var proxy = TestGateway.PaidFolderOnly(new Uri("http://127.0.0.1:1"));
        proxy["Routes"]!["paid"]!["Metadata"] = new JsonObject { [key] = "default" };

        AssertPaths(
            Errors(JsonNode.Parse(await File.ReadAllTextAsync(TestGateway.WriteConfiguration(_folder, settings, proxy)))!), $"ReverseProxy:Routes:paid:Metadata:{key}");
    }

    [Theory]
    [InlineData("GET", false)]
    [InlineData("get", false)]
    [InlineData("GET,HEAD", true)]
    [InlineData("POST", true)]
    public async Task S11_A_route_that_prices_GET_has_to_price_HEAD(string methods, bool isRight)
    {
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, null);
        var proxy = TestGateway.PaidFolderOnly(new Uri("http://127.0.0.1:1"));
        proxy["Routes"]!["paid"]!["Match"]!["Methods"] = new JsonArray([.. methods.Split(',').Select(method => JsonValue.Create(method))]);
        TestGateway.WriteConfiguration(_folder, settings, proxy);

        Assert.Equal(isRight, GatewayHost.TryBuild(Arguments(), out var app, out var errors));

        if (app is not null)
            await app.DisposeAsync();
        else
            AssertPaths(errors, "ReverseProxy:Routes:paid:Match:Methods");
    }

    [Fact]
    public void A_missing_or_broken_file_is_named()
    {
        Assert.False(GatewayHost.TryBuild(["--config", Path.Combine(_folder, "none.json")], out _, out var missing));
        Assert.Contains("none.json", Assert.Single(missing));

        File.WriteAllText(Path.Combine(_folder, "gateway.json"), """{ "CrawlGate": { "Price": } }""");
        Assert.False(GatewayHost.TryBuild(Arguments(), out _, out var broken));
        Assert.Contains("gateway.json", Assert.Single(broken));
    }

    [Fact]
    public void The_configuration_that_is_shipped_lacks_nothing_but_a_key()
    {
        var shipped = RepositoryRoot.Combine("config", "gateway.json");
        File.Copy(shipped, Path.Combine(_folder, "gateway.json"));
        File.WriteAllText(Path.Combine(_folder, "signer.key"), DevAccount.All[1].PrivateKey);

        var built = GatewayHost.TryBuild(Arguments(), out var app, out var errors);

        Assert.Empty(errors);
        Assert.True(built);
        ((IDisposable)app!).Dispose();
    }

    [Fact]
    public async Task S3_A_domain_that_the_token_does_not_have_ends_the_program_with_1()
    {
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, new Uri("http://127.0.0.1:1"));
        settings["Asset"] = new JsonObject { ["Address"] = Anvil.BaseSepoliaUsdc.ToString(), ["Name"] = "USD Coin", ["Version"] = "2" };

        var failure = await RunProgramAsync(settings);

        Assert.Contains("failed with 1:", failure);
        Assert.Contains("USD Coin", failure);
        Assert.Contains("0x036CbD53842c5426634e7929541eC2318f3dCF7e", failure);
    }

    [Fact]
    public async Task A_node_of_another_chain_ends_the_program_with_1()
    {
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, new Uri("http://127.0.0.1:1"));
        settings["Network"] = "eip155:8453";

        var failure = await RunProgramAsync(settings);

        Assert.Contains("failed with 1:", failure);
        Assert.Contains("84532", failure);
        Assert.Contains("eip155:8453", failure);
    }

    [Fact]
    public async Task A_facilitator_that_does_not_settle_our_network_ends_the_program_with_1()
    {
        await using var facilitator = await ScriptedFacilitator.StartAsync();
        facilitator.Supported = () => new FacilitatorSays(200, """{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:8453"}],"extensions":[],"signers":{}}""");

        var failure = await RunProgramAsync(TestGateway.RemoteSettings(new Uri("http://127.0.0.1:1"), facilitator.Url));

        Assert.Contains("failed with 1:", failure);
        Assert.Contains("eip155:84532", failure);
    }

    [Fact]
    public async Task Mistakes_are_printed_and_never_the_key()
    {
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, new Uri("http://127.0.0.1:1"));
        var key = (string)settings["$key"]!;
        settings["Facilitator"]!["Local"]!["SignerKeyFile"] = key;
        settings["Price"] = "$0";

        var failure = await RunProgramAsync(settings);

        Assert.Contains("failed with 1:", failure);
        Assert.Contains("CrawlGate:Price:", failure);
        Assert.Contains("CrawlGate:Facilitator:Local:SignerKeyFile:", failure);
        Assert.DoesNotContain(key[2..20], failure);
    }

    private static void AssertPaths(IReadOnlyList<string> errors, params string[] paths)
    {
        foreach (var path in paths)
            Assert.Contains(errors, error => error.StartsWith(path + ":", StringComparison.Ordinal));
        Assert.Equal(paths.Length, errors.Count);
    }

    private string[] Arguments() => ["--config", Path.Combine(_folder, "gateway.json"), "--urls", "http://127.0.0.1:0"];

    private IReadOnlyList<string> Errors(JsonNode root)
    {
        File.WriteAllText(Path.Combine(_folder, "gateway.json"), root.ToJsonString());
        Assert.False(GatewayHost.TryBuild(Arguments(), out _, out var errors));
        return errors;
    }

    private async Task<string> RunProgramAsync(JsonObject settings)
    {
        var config = TestGateway.WriteConfiguration(_folder, settings);
        var program = Path.Combine(AppContext.BaseDirectory, "CrawlGate.Gateway.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--config", config, "--urls", "http://127.0.0.1:0"]) { WorkingDirectory = _folder };
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => ChildProcess.RunAsync(start, "", deadline.Token));
        return failure.Message;
    }
}
