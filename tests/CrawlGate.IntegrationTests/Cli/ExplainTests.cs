using System.Text.Json.Nodes;

namespace CrawlGate.IntegrationTests;

public sealed class ExplainTests : IDisposable
{
    private const string Googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    private const string Stranger = "203.0.113.7";

    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GPTBot_is_told_why_it_pays()
    {
        var output = await Tool.ExplainAsync(_folder.Write(ToolFolder.Settings()), "--ua", TestGateway.Bot, "--ip", Stranger, "--path", "/paid");

        Assert.Contains("names          GPTBot of OpenAI, for training", output);
        Assert.Contains("web-bot-auth   not asked: the request is not signed", output);
        Assert.Contains("ip-range       not asked: it is switched off", output);
        Assert.Contains("verdict        crawler, GPTBot of OpenAI, for training: unverifiable", output);
        Assert.Contains("route          site, policy default", output);
        Assert.Contains("2. search, ads, feeds, previews, monitors and archives [allow]: does not match: Purpose is training, not search", output);
        Assert.Contains("3. training, agents and assistants [charge 0.001]: decides", output);
        Assert.Contains("4. everybody else [allow]: matches, but a rule before it decides", output);
        Assert.Contains("402: has to pay $0.001", output);
        Assert.Contains("1000 atomic units of USDC (0x036CbD53842c5426634e7929541eC2318f3dCF7e) on eip155:84532", output);
        Assert.Contains("for            https://tidepool.example/paid", output);
        Assert.DoesNotContain('\u001b', output);
    }

    [Theory]
    [InlineData(TestGateway.Browser, "/paid", "allow", "everybody else")]
    [InlineData(Googlebot, "/paid", "allow", "search, ads, feeds, previews, monitors and archives")]
    [InlineData("curl/8.5.0", "/paid", "allow", "everybody else")]
    [InlineData(TestGateway.Bot, "/robots.txt", "allow", "free path")]
    [InlineData(TestGateway.Bot, "/free//page", "charge 0.001", "training, agents and assistants")]
    [InlineData(TestGateway.Bot, "/%2e%2e/robots.txt", "charge 0.001", "training, agents and assistants")]
    public async Task Every_visitor_meets_their_rule(string userAgent, string path, string outcome, string rule)
    {
        var report = await Tool.ExplainJsonAsync(_folder.Write(ToolFolder.Settings()), "--ua", userAgent, "--path", path, "--header", "Accept: text/html");

        Assert.Equal(outcome, (string?)report["decision"]!["outcome"]);
        Assert.Equal(rule, (string?)report["decision"]!["rule"]);
        Assert.Equal(outcome == "allow", (bool)report["decision"]!["passes"]!);
        Assert.Equal(path.Contains("//", StringComparison.Ordinal) || path.Contains('%'), (bool)report["endpoint"]!["isAmbiguous"]!);
        Assert.Equal(path == "/robots.txt", (bool)report["endpoint"]!["isFreePath"]!);
    }

    [Fact]
    public async Task Observe_mode_says_what_would_happen()
    {
        var settings = ToolFolder.Settings();
        settings["Mode"] = "observe";
        var config = _folder.Write(settings);

        Assert.Contains("passes, because this policy only observes; would charge 0.001", await Tool.ExplainAsync(config, "--ua", TestGateway.Bot, "--path", "/paid"));

        var report = await Tool.ExplainJsonAsync(config, "--ua", TestGateway.Bot, "--path", "/paid");
        Assert.True((bool)report["decision"]!["passes"]!);
        Assert.Null(report["decision"]!["status"]);
        Assert.Equal("0.001", (string?)report["price"]!["dollars"]);
    }

    [Fact]
    public async Task A_forwarding_header_counts_from_trusted_proxies_only()
    {
        string[] request = ["--ua", TestGateway.Browser, "--path", "/", "--ip", "10.1.2.3", "--header", "X-Forwarded-For: 198.51.100.9, 203.0.113.5"];
        var settings = ToolFolder.Settings();

        var forged = await Tool.ExplainAsync(_folder.Write(settings), request);
        Assert.Contains("client         10.1.2.3 (connection): the other end of the connection is not a trusted proxy", forged);
        Assert.Contains("a forwarding header was sent and not believed", forged);

        settings["TrustedProxies"] = new JsonArray("10.0.0.0/8");
        var trusted = await Tool.ExplainJsonAsync(_folder.Write(settings), request);
        Assert.Equal("203.0.113.5", (string?)trusted["clientAddress"]!["address"]);
        Assert.Equal("10.1.2.3", (string?)trusted["clientAddress"]!["peer"]);
        Assert.Equal("x-forwarded-for", (string?)trusted["clientAddress"]!["source"]);
    }

    [Fact]
    public async Task Text_and_JSON_have_the_same_facts()
    {
        string[] request = ["--ua", TestGateway.Bot, "--ip", Stranger, "--path", "/paid?q=1", "--method", "HEAD", "--header", "Accept: */*"];
        var config = _folder.Write(ToolFolder.Settings());

        var text = await Tool.ExplainAsync(config, request);
        var facts = Leaves(await Tool.ExplainJsonAsync(config, request)).ToArray();

        Assert.True(facts.Length > 30);
        // Spellings of the report itself, which the text puts into sentences.
        string[] spelt = ["does-not-match", "comes-too-late"];
        Assert.All(facts.Except(spelt), fact => Assert.Contains(fact, text));
    }

    [Fact]
    public async Task A_copy_on_disk_proves_and_refutes_addresses()
    {
        var ranges = Path.Combine(_folder.Path, "ranges");
        var catalogue = Path.Combine(_folder.Path, "crawlers.json");
        const string List = "https://lists.tidepool.example/testbot.json";
        await File.WriteAllTextAsync(catalogue, $$"""
            { "crawlers": [ { "token": "TestBot", "operator": "Tidepool", "purpose": "training", "ipRanges": [ { "url": "{{List}}", "format": "prefixes" } ] } ] }
            """);
        var body = """{"prefixes":[{"ipv4Prefix":"203.0.114.0/24"}]}"""u8.ToArray();
        var now = TimeProvider.System.GetUtcNow();
        var copy = new AspNetCore.RangeCopy(new AspNetCore.RangeCopyHeader(List, null, null, now, now, AspNetCore.RangeCopy.Hash(body)), body);
        Assert.Null(await new AspNetCore.RangeDirectory(ranges).TryWriteAsync(copy, CancellationToken.None));
        var settings = ToolFolder.Settings();
        settings["Catalogue"] = catalogue;
        settings["Verification"] = new JsonObject { ["IpRanges"] = new JsonObject { ["Directory"] = null, ["SnapshotDirectory"] = ranges } };
        var config = _folder.Write(settings);

        var right = await Tool.ExplainJsonAsync(config, "--ua", "TestBot/1.0", "--path", "/", "--ip", "203.0.114.9");
        Assert.Equal("verified", (string?)right["identity"]!["verdict"]);
        Assert.Equal("ip-range", (string?)right["identity"]!["provenBy"]);
        Assert.Contains(right["identity"]!["rungs"]!.AsArray(), rung => (string?)rung!["outcome"] == "confirms");
        Assert.Equal("charge 0.001", (string?)right["decision"]!["outcome"]);

        var wrong = await Tool.ExplainAsync(config, "--ua", "TestBot/1.0", "--path", "/", "--ip", "198.51.100.9");
        Assert.Contains("ip-range       refutes: the address is on no list that Tidepool publishes for TestBot", wrong);
        Assert.Contains("spoofed crawlers [block 403]: decides", wrong);
        Assert.Contains("403: is refused", wrong);
    }

    [Fact]
    public async Task Free_requests_and_rates_are_told_and_not_used_up()
    {
        var settings = ToolFolder.Settings();
        settings["Rules"] = JsonNode.Parse("""
            [
              { "Name": "one a day", "When": { "Purpose": [ "training" ] }, "Action": "charge", "FreePerDay": 1 },
              { "Name": "slowly", "When": { "Kind": [ "unknown" ] }, "Action": "ratelimit", "PerMinute": 1 }
            ]
            """);
        var config = _folder.Write(settings);

        var bot = await Tool.ExplainAsync(config, "--ua", TestGateway.Bot, "--path", "/");
        Assert.Contains("1. one a day [allow]: decides (the first 1 requests of a client are free each day (UTC), then it is charged)", bot);
        Assert.Contains("2. slowly [allow]: decides (1 requests of a client pass in a minute, further ones are answered 429)", await Tool.ExplainAsync(config, "--path", "/"));
    }

    [Fact]
    public async Task What_the_server_refuses_and_what_no_route_takes_is_told()
    {
        var proxy = TestGateway.PaidFolderOnly(new Uri(ToolFolder.Nowhere));
        proxy["Routes"]!.AsObject().Remove("rest");
        var config = _folder.Write(ToolFolder.Settings(null), proxy);

        Assert.Contains("400 Bad Request: the server refuses this request before the gate sees it", await Tool.ExplainAsync(config, "--path", "/ä"));
        Assert.Contains("404: no route takes this request", await Tool.ExplainAsync(config, "--path", "/elsewhere"));
        Assert.Contains("passes free: this route has no policy", await Tool.ExplainAsync(config, "--path", "/healthz"));
    }

    [Fact]
    public async Task Nothing_that_a_visitor_sends_reaches_the_terminal_as_an_order()
    {
        var config = _folder.Write(ToolFolder.Settings());
        Assert.DoesNotContain('\u001b', await Tool.ExplainAsync(config, "--ua", "[red]Bot[/] [/]", "--path", "/a[b]"));

        var (code, output, error) = await Tool.RunAsync("explain", "--config", config, "--path", "/", "--ua", "a\u001b[31m\r\nX: y");
        Assert.Equal(2, code);
        Assert.DoesNotContain('\u001b', output + error);

        (code, output, error) = await Tool.RunAsync("explain", "--config", config, "--path", "/", "--header", "X: y\r\nZ: \u001b[31m");
        Assert.Equal(2, code);
        Assert.DoesNotContain('\u001b', output + error);
    }

    [Fact]
    public async Task A_wrong_configuration_explains_nothing()
    {
        var settings = ToolFolder.Settings();
        settings["Price"] = "$0";

        var (code, output, error) = await Tool.RunAsync("explain", "--config", _folder.Write(settings), "--path", "/", "--json");

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains("CrawlGate:Price:", error);
    }

    private static IEnumerable<string> Leaves(JsonNode node) => node switch
    {
        JsonObject parent => parent.SelectMany(child => Leaves(child.Value!)),
        JsonArray items => items.SelectMany(item => Leaves(item!)),
        JsonValue value when value.GetValueKind() is System.Text.Json.JsonValueKind.String => [(string)value!],
        JsonValue value when value.GetValueKind() is System.Text.Json.JsonValueKind.Number => [value.ToJsonString()],
        _ => [],
    };
}
