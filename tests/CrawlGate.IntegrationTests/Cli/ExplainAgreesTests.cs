using System.Text.Json.Nodes;

namespace CrawlGate.IntegrationTests;

/// <summary>The tool and the running gateway decide the same.</summary>
public sealed class ExplainAgreesTests
{
    private const string Key = "a key for the operator";

    private static readonly string[] Clients =
    [
        TestGateway.Bot, TestGateway.Browser, "Mozilla/5.0 (compatible; Googlebot/2.1)", "curl/8.5.0", "ClaudeBot/1.0", "Mozilla/5.0 (compatible; AhrefsBot/7.0)", "NobodysScript/1.0",
    ];

    private static readonly string[] Targets =
    [
        "/paid/page", "/paid/page?x=1", "/open", "/robots.txt", "/paid/robots.txt", "/archive/1", "/archive/1.pdf", "/a//b", "/archive/%2e%2e/open", "/paid;x=1", "/sitemap.xml",
    ];

    [Theory]
    [InlineData("enforce")]
    [InlineData("observe")]
    public async Task Explain_says_what_the_gateway_does(string mode)
    {
        await using var origin = await TestOrigin.StartAsync();
        using var folder = new ToolFolder();
        var settings = ToolFolder.Settings(null);
        settings["OperatorKey"] = Key;
        settings["Mode"] = mode;
        // What the tool is told to leave alone the gateway leaves alone too.
        settings["Verification"]!["ReverseDns"] = new JsonObject { ["Enabled"] = false };
        settings["Rules"] = JsonNode.Parse("""
            [
              { "Name": "robots for seo", "When": { "Purpose": [ "seo" ], "Path": [ "/robots.txt" ] }, "Action": "block", "Status": 451, "OverrideFreePaths": true },
              { "Name": "claude", "When": { "Crawler": [ "ClaudeBot" ], "Method": [ "GET" ] }, "Action": "charge", "Price": "$0.5", "Prices": { "unverifiable": "$0.7" } },
              { "Name": "scripts", "When": { "Kind": [ "unknown" ] }, "Action": "ratelimit", "PerMinute": 100000 }
            ]
            """);
        settings["Policies"] = JsonNode.Parse("""
            { "archive": { "Price": "$0.01", "Mode": "enforce", "Rules": [ { "Name": "pdf", "When": { "Path": [ "/*.pdf$" ], "Kind": [ "crawler" ] }, "Action": "block" } ] } }
            """);
        var proxy = TestGateway.PaidFolderOnly(origin.Url);
        proxy["Routes"]!["archive"] = JsonNode.Parse("""{ "ClusterId": "origin", "Match": { "Path": "/archive/{**rest}" }, "Metadata": { "CrawlGate.Policy": "archive" } }""");
        await using var gateway = await TestGateway.StartAsync(settings, proxy, waitUntilReady: false);
        var config = folder.Write(settings, proxy);

        var compared = 0;
        foreach (var client in Clients)
        {
            foreach (var target in Targets)
            {
                foreach (var method in (string[])(target == "/paid/page" ? ["GET", "HEAD", "POST"] : ["GET"]))
                {
                    string[] headers = [$"User-Agent: {client}", "Accept-Language: en", $"X-CrawlGate-Ask: {Key}", .. method == "POST" ? new[] { "Content-Length: 0" } : []];
                    var answer = await RawHttp.SendAsync(gateway.Url, method, target, headers);
                    var report = await Tool.ExplainJsonAsync(config, ["--path", target, "--method", method, "--ip", "127.0.0.1", .. headers.SelectMany(header => new[] { "--header", header })]);

                    var would = answer.Header("X-CrawlGate-Would")?.Split("; decision=")[0];
                    Assert.Equal($"{method} {target} of {client}: {would}", $"{method} {target} of {client}: {(string?)report["decision"]!["would"]}");
                    Assert.Equal((bool)report["decision"]!["passes"]!, answer.Header("X-CrawlGate-Decision") is null);
                    // Payments are closed here, because no node answers: what would be quoted is answered 503.
                    if ((int?)report["decision"]!["status"] is { } status)
                        Assert.Equal(status == 402 ? 503 : status, answer.Status);
                    compared++;
                }
            }
        }

        Assert.True(compared > 80);
    }
}
