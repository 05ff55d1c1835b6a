using System.Text.Json.Nodes;
using CrawlGate.DevChain;

namespace CrawlGate.IntegrationTests;

public sealed class CheckTests : IDisposable
{
    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_right_configuration_is_summed_up()
    {
        var settings = ToolFolder.Settings();
        settings["Contact"] = "editor@tidepool.example";
        settings["TrustedProxies"] = new JsonArray("10.0.0.0/8", "cloudflare");
        settings["Rules"] = JsonNode.Parse("""[{ "Name": "pdf", "When": { "Path": [ "/*.pdf$" ], "Purpose": [ "training" ] }, "Action": "block" }]""");
        settings["Policies"] = JsonNode.Parse("""{ "archive": { "Price": "$0.01" } }""");

        var (code, output, error) = await Tool.RunAsync("check", _folder.Write(settings));

        Assert.Equal(0, code);
        Assert.Empty(error);
        Assert.Contains("the gateway would start", output);
        Assert.Contains("default        enforce, $0.001, 5 rules", output);
        Assert.Contains("archive        enforce, $0.01, 4 rules", output);
        Assert.Contains("     1. pdf\n     2. spoofed crawlers (built in)", output);
        Assert.Contains("trusted: 10.0.0.0/8, cloudflare", output);
        Assert.Contains("ip-range       off", output);
        Assert.Contains("web-bot-auth   on", output);
        Assert.Contains("no file of your own", output);
        Assert.DoesNotContain("Hints", output);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task Every_mistake_is_told_with_its_path()
    {
        var settings = ToolFolder.Settings();
        settings["Price"] = "$0";
        settings["Mode"] = "enforc";
        settings["Polices"] = new JsonObject();
        settings["TrustedProxies"] = new JsonArray("10.0.0.0/99");

        var (code, output, _) = await Tool.RunAsync("check", _folder.Write(settings));

        Assert.Equal(1, code);
        Assert.Contains("  CrawlGate:Price: ", output);
        Assert.Contains("  CrawlGate:Mode: ", output);
        Assert.Contains("  CrawlGate:Polices: ", output);
        Assert.Contains("  CrawlGate:TrustedProxies:0: ", output);
        Assert.DoesNotContain("Policies\n", output);
    }

    [Fact]
    public async Task What_the_proxy_refuses_at_start_is_a_mistake_too()
    {
        var proxy = TestGateway.PaidFolderOnly(new Uri(ToolFolder.Nowhere));
        proxy["Routes"]!["paid"]!["Match"]!["Path"] = "/{unclosed";

        var (code, output, _) = await Tool.RunAsync("check", _folder.Write(ToolFolder.Settings(null), proxy));

        Assert.Equal(1, code);
        Assert.Contains("/{unclosed", output);
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var (code, output, _) = await Tool.RunAsync("check", Path.Combine(_folder.Path, "none.json"));

        Assert.Equal(1, code);
        Assert.Contains("none.json", output);
    }

    [Fact]
    public async Task Hints_tell_what_is_seldom_meant()
    {
        var settings = ToolFolder.Settings();
        settings["Mode"] = "observe";
        settings["Rules"] = JsonNode.Parse("""
            [
              { "Name": "pdf of google", "When": { "Path": [ "/*.pdf$" ], "Operator": [ "Google" ] }, "Action": "charge" },
              { "Name": "bots", "When": { "Kind": [ "crawler" ] }, "Action": "ratelimit", "PerMinute": 5 },
              { "Name": "training", "When": { "Kind": [ "crawler" ], "Purpose": [ "training" ] }, "Action": "charge" },
              { "Name": "robots", "When": { "Kind": [ "crawler" ], "Path": [ "/robots.txt" ] }, "Action": "block", "OverrideFreePaths": true },
              { "Name": "people", "When": { "Kind": [ "browser" ] }, "Action": "allow" }
            ]
            """);

        var (code, output, _) = await Tool.RunAsync("check", _folder.Write(settings));

        Assert.Equal(0, code);
        Assert.Contains("policy default only observes", output);
        Assert.Contains("CrawlGate:Contact", output);
        Assert.Contains("rule 'training' is never reached: 'bots' before it", output);
        Assert.DoesNotContain("'robots' is never reached", output);
        Assert.DoesNotContain("'people' is never reached", output);
        Assert.Contains("rule 'pdf of google' decides \"charge 0.001\" about search crawlers (Googlebot, ", output);
    }

    [Fact]
    public async Task The_program_itself_says_the_same()
    {
        var settings = ToolFolder.Settings();
        settings["Price"] = "$0";
        var program = Path.Combine(AppContext.BaseDirectory, "CrawlGate.Cli.dll");
        var start = new System.Diagnostics.ProcessStartInfo("dotnet", [program, "check", _folder.Write(ToolFolder.Settings())]);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        Assert.Contains("the gateway would start", await ChildProcess.RunAsync(start, "", deadline.Token));

        start = new System.Diagnostics.ProcessStartInfo("dotnet", [program, "check", _folder.Write(settings)]);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => ChildProcess.RunAsync(start, "", deadline.Token));
        Assert.Contains("failed with 1:", failure.Message);
    }
}
