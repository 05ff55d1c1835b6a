using System.Diagnostics;
using System.Text.Json.Nodes;
using CrawlGate.Gateway;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.IntegrationTests;

/// <summary>Changed configuration is put to use while requests run; wrong configuration changes nothing.</summary>
public sealed class ReloadTests : IAsyncLifetime
{
    private TestOrigin _origin = null!;
    private ScriptedFacilitator _facilitator = null!;
    private JsonObject _settings = null!;

    public async Task InitializeAsync()
    {
        _origin = await TestOrigin.StartAsync();
        _facilitator = await ScriptedFacilitator.StartAsync();
        _settings = TestGateway.RemoteSettings(_origin.Url, _facilitator.Url);
    }

    public async Task DisposeAsync()
    {
        await _origin.DisposeAsync();
        await _facilitator.DisposeAsync();
    }

    [Fact]
    public async Task A_changed_file_is_taken_by_itself_and_no_request_is_dropped()
    {
        await using var gateway = await TestGateway.StartAsync(_settings);
        Assert.Equal("1000", await AmountAsync(gateway));

        using var done = new CancellationTokenSource();
        var statuses = Task.Run(async () =>
        {
            var seen = new List<int>();
            while (!done.IsCancellationRequested)
                seen.Add((await gateway.GetAsync("paid", ("User-Agent", TestGateway.Browser))).Status);
            return seen;
        });
        _settings["Price"] = "$0.002";
        TestGateway.WriteConfiguration(gateway.Folder, _settings);
        var waited = Stopwatch.StartNew();
        while (await AmountAsync(gateway) != "2000" && waited.Elapsed < TimeSpan.FromSeconds(20))
            await Task.Delay(50);

        Assert.Equal("2000", await AmountAsync(gateway));
        await done.CancelAsync();
        Assert.All(await statuses, status => Assert.Equal(200, status));
    }

    [Fact]
    public async Task A_file_that_is_wrong_leaves_everything_as_it_is()
    {
        await using var gateway = await TestGateway.StartAsync(_settings);
        foreach (var wrong in (string[])["{ \"CrawlGate\": { \"Price\": ", "", "[]", "{}"])
        {
            File.WriteAllText(Path.Combine(gateway.Folder, "gateway.json"), wrong);
            Assert.False(Watch(gateway).TryApply());
            Assert.Equal("1000", await AmountAsync(gateway));
        }

        foreach (var (key, value) in ((string, JsonNode)[])[("Price", "free"), ("Pirce", "$0.002"), ("PublicUrl", ""), ("Rules", new JsonArray(new JsonObject { ["Action"] = "challenge" })), ("Catalogue", "missing.json")])
        {
            Assert.False(Apply(gateway, settings => settings[key] = value.DeepClone()), key);
            Assert.Equal("1000", await AmountAsync(gateway));
        }

        File.Delete(Path.Combine(gateway.Folder, "gateway.json"));
        Assert.False(Watch(gateway).TryApply());
        Assert.Equal(200, (await gateway.GetAsync("paid", ("User-Agent", TestGateway.Browser))).Status);
    }

    [Fact]
    public async Task What_services_were_built_from_cannot_change_while_the_gate_runs()
    {
        await using var gateway = await TestGateway.StartAsync(_settings);
        Assert.False(Apply(gateway, settings => settings["Network"] = "eip155:8453"));
        Assert.False(Apply(gateway, settings => settings["Facilitator"]!["Urls"]![0] = "http://127.0.0.1:9"));
        Assert.False(Apply(gateway, settings => settings["TrustedProxies"] = new JsonArray("loopback")));
        Assert.False(Apply(gateway, settings => settings["Verification"]!["IpRanges"]!["Enabled"] = true));
        Assert.Equal("1000", await AmountAsync(gateway));
        Assert.True(Apply(gateway, settings => settings["Price"] = "$0.005"));
        Assert.Equal("5000", await AmountAsync(gateway));
    }

    [Fact]
    public async Task Modes_and_rules_change()
    {
        await using var gateway = await TestGateway.StartAsync(_settings);
        Assert.True(Apply(gateway, settings => settings["Mode"] = "observe"));
        Assert.Equal(200, (await gateway.GetAsync("paid")).Status);
        Assert.True(Apply(gateway, settings => settings["Rules"] = new JsonArray(new JsonObject { ["When"] = new JsonObject { ["Crawler"] = new JsonArray("GPTBot") }, ["Action"] = "block" })));
        Assert.Equal(403, (await gateway.GetAsync("paid")).Status);
        Assert.True(Apply(gateway, _ => { }));
        Assert.Equal(402, (await gateway.GetAsync("paid")).Status);
    }

    [Fact]
    public async Task The_operators_catalogue_changes()
    {
        await using var gateway = await TestGateway.StartAsync(_settings);
        var file = Path.Combine(gateway.Folder, "crawlers.json");
        Task<Answer> VisitAsync() => gateway.GetAsync("paid", ("User-Agent", "Frobnicator/1.0"));
        File.WriteAllText(file, """{ "crawlers": [ { "token": "Frobnicator", "operator": "Frob", "purpose": "training" } ] }""");
        Assert.Equal(200, (await VisitAsync()).Status);
        Assert.True(Apply(gateway, settings => settings["Catalogue"] = "crawlers.json"));
        Assert.Equal(402, (await VisitAsync()).Status);

        File.WriteAllText(file, """{ "crawlers": [ { "token": "Frobnicator", "operator": "Frob", "purpose": "search" } ] }""");
        var waited = Stopwatch.StartNew();
        while ((await VisitAsync()).Status != 200 && waited.Elapsed < TimeSpan.FromSeconds(20))
            await Task.Delay(50);
        Assert.Equal(200, (await VisitAsync()).Status);

        File.WriteAllText(file, """{ "crawlers": [ { "token": "Frobnicator", "operator": "Frob", "purpose": "trainig" } ] }""");
        gateway.Services.GetRequiredService<CrawlGate.AspNetCore.GateReload>().ApplyCatalogue();
        Assert.Equal(200, (await VisitAsync()).Status);
    }

    [Fact]
    public async Task Routes_and_the_policies_they_name_change_together()
    {
        _settings.Remove("Origin");
        await using var gateway = await TestGateway.StartAsync(_settings, TestGateway.PaidFolderOnly(_origin.Url));
        Assert.Equal("1000", await AmountAsync(gateway, "paid/page"));
        _settings["Policies"] = new JsonObject { ["dear"] = new JsonObject { ["Price"] = "$0.01" } };
        TestGateway.WriteConfiguration(gateway.Folder, _settings, TestGateway.PaidFolderOnly(_origin.Url, "dear"));
        Assert.True(Watch(gateway).TryApply());
        await UntilAsync(gateway, "10000");

        // The policy leaves with the route that named it, and no request in between finds neither.
        _settings.Remove("Policies");
        TestGateway.WriteConfiguration(gateway.Folder, _settings, TestGateway.PaidFolderOnly(_origin.Url));
        Assert.True(Watch(gateway).TryApply());
        await UntilAsync(gateway, "1000");

        _settings["Origin"] = _origin.Url.ToString();
        TestGateway.WriteConfiguration(gateway.Folder, _settings);
        Assert.False(Watch(gateway).TryApply());
    }

    [Fact]
    public async Task The_origin_changes()
    {
        await using var gateway = await TestGateway.StartAsync(_settings);
        Assert.True(Apply(gateway, settings => settings["Origin"] = "http://127.0.0.1:9"));
        var waited = Stopwatch.StartNew();
        while ((await gateway.GetAsync("paid", ("User-Agent", TestGateway.Browser))).Status != 502 && waited.Elapsed < TimeSpan.FromSeconds(20))
            await Task.Delay(50);
        Assert.Equal(502, (await gateway.GetAsync("paid", ("User-Agent", TestGateway.Browser))).Status);
    }

    private bool Apply(TestGateway gateway, Action<JsonObject> change)
    {
        var settings = _settings.DeepClone().AsObject();
        change(settings);
        TestGateway.WriteConfiguration(gateway.Folder, settings);
        return Watch(gateway).TryApply();
    }

    private static async Task UntilAsync(TestGateway gateway, string amount)
    {
        var waited = Stopwatch.StartNew();
        string? seen;
        while ((seen = await AmountAsync(gateway, "paid/page")) != amount && waited.Elapsed < TimeSpan.FromSeconds(20))
            await Task.Delay(20);
        Assert.Equal(amount, seen);
    }

    private static ConfigurationWatch Watch(TestGateway gateway) => gateway.Services.GetRequiredService<ConfigurationWatch>();

    private static async Task<string?> AmountAsync(TestGateway gateway, string path = "paid")
    {
        var answer = await gateway.GetAsync(path);
        Assert.Equal(402, answer.Status);
        return (string?)answer.Quote!["accepts"]![0]!["amount"];
    }
}
