using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrawlGate.AspNetCore;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.IntegrationTests;

/// <summary>A gateway that challenges browsers and takes World ID, in front of an origin; browsers are plain HTTP here, and keep their cookies.</summary>
internal sealed class WorldIdSite : IAsyncDisposable
{
    /// <summary>The key that signs requests.</summary>
    public static readonly string Key = string.Concat(Enumerable.Repeat("ab", 32));

    private static readonly JsonNode Captured = JsonNode.Parse(
        File.ReadAllText(RepositoryRoot.Combine("tests", "CrawlGate.Tests", "Vectors", "personhood", "idkit_results.json")))!["result_v4"]!["result"]!["responses"]![0]!;

    private readonly Dictionary<string, string> _cookies = [];

    private WorldIdSite(TestOrigin origin, TestGateway gateway) => (Origin, Gateway) = (origin, gateway);

    public TestOrigin Origin { get; }

    public TestGateway Gateway { get; }

    /// <summary>Settings of World ID with the key in a file of the folder.</summary>
    public static JsonObject Settings(string keyFile, Uri bridge, Uri? cloud = null, Uri? chain = null)
    {
        var settings = new JsonObject
        {
            ["AppId"] = "app_staging_0123456789abcdef0123456789abcdef",
            ["RpId"] = "rp_0123456789abcdef",
            ["SigningKeyFile"] = keyFile,
            ["Environment"] = "staging",
            ["BridgeUrl"] = bridge.ToString(),
        };
        (settings["Mode"], settings[cloud is null ? "Rpc" : "CloudUrl"]) =
            cloud is null ? ("local", new JsonArray(chain!.ToString())) : ("cloud", (JsonNode)cloud.ToString());
        return settings;
    }

    /// <summary>Settings of a gateway that challenges browsers.</summary>
    public static JsonObject GatewaySettings(Uri origin, string publicUrl, JsonObject worldId)
    {
        var settings = TestGateway.RemoteSettings(origin, new Uri("http://127.0.0.1:9"));
        settings["PublicUrl"] = publicUrl;
        settings["Rules"] = JsonNode.Parse("""[ { "Name": "people only", "When": { "Kind": [ "browser", "unknown" ] }, "Action": "challenge" } ]""");
        settings["Personhood"] = new JsonObject { ["WorldId"] = worldId };
        return settings;
    }

    public static async Task<WorldIdSite> StartAsync(Uri bridge, Uri? cloud = null, Uri? chain = null, string? idKit = null)
    {
        var keyFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(keyFile, Key);
        var worldId = Settings(keyFile, bridge, cloud, chain);
        if (idKit is not null)
            worldId["IdKitPath"] = idKit;
        var url = $"http://127.0.0.1:{FreePort()}";
        var origin = await TestOrigin.StartAsync();
        var gateway = await TestGateway.StartAsync(GatewaySettings(origin.Url, url, worldId), waitUntilReady: false, Open, ["--urls", url]);
        await gateway.WaitUntilReadyAsync();
        File.Delete(keyFile);
        return new WorldIdSite(origin, gateway);
    }

    /// <summary>Somebody else, or the same person after cookies were cleared.</summary>
    public void ForgetCookies() => _cookies.Clear();

    /// <summary>Whether the browser has a pass.</summary>
    public bool HasPass => _cookies.ContainsKey(PassCookie.Name);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, params (string Name, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    /// <summary>Opens the page that asks, sends its form, and answers the page that waits with the link that it shows.</summary>
    public async Task<(Answer Page, string Link)> BeginAsync(string slot = "1")
    {
        var asked = await GetAsync("/.crawlgate/human?to=%2Fpaid");
        Assert.Contains("data-worldid", asked.Body, StringComparison.Ordinal);
        var started = await PostAsync("/.crawlgate/human/worldid/start?lang=en", ("provider", "worldid"), ("slot", slot), ("to", "/paid"));
        Assert.Equal((303, "/.crawlgate/human/worldid?lang=en"), (started.Status, started.Header("Location")));
        var page = await GetAsync(started.Header("Location")!);
        return (page, WebUtility.HtmlDecode(Regex.Match(page.Body, "id=\"wait-link\"[^>]* value=\"([^\"]+)\"").Groups[1].Value));
    }

    /// <summary>Loads the page that waits until the bridge was asked again.</summary>
    public async Task<Answer> LookAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        return await GetAsync("/.crawlgate/human/worldid?lang=en");
    }

    /// <summary>A wallet that opens a link, reads the question, and may answer.</summary>
    public static async Task<JsonNode> WalletAsync(NodeProcess bridge, string link, string? answer)
    {
        var order = new JsonObject { ["uri"] = link };
        if (answer is not null)
            order["answer"] = answer;
        using var http = new HttpClient();
        using var response = await http.PostAsJsonAsync(new Uri(bridge.Url, "test/wallet"), order);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse((string)JsonNode.Parse(text)!["question"]!)!;
    }

    /// <summary>A credential as wallets write it. The points are those of a captured one, and prove nothing about the question.</summary>
    public static string Credential(string? nullifier = null) => new JsonObject
    {
        ["id"] = "test",
        ["version"] = 1,
        ["responses"] = new JsonArray(new JsonObject
        {
            ["identifier"] = "proof_of_human",
            ["issuer_schema_id"] = 1,
            ["proof"] = string.Concat(Captured["proof"]!.AsArray().Select(word => FieldText.ToHex(UInt256.Parse((string)word!))[2..])),
            ["nullifier"] = "nil_" + (nullifier ?? ((string)Captured["nullifier"]!)[2..]),
            ["expires_at_min"] = 4_000_000_000,
        }),
    }.ToJsonString();

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Origin.DisposeAsync();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Nobody pays in these tests; that somebody could makes the answers 402.</summary>
    private static void Open(WebApplicationBuilder builder) => builder.Services.AddSingleton<IFacilitatorProbe>(new OpenTill());

    private async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
        using var request = new HttpRequestMessage(method, new Uri(Gateway.Url, path)) { Content = content };
        request.Headers.TryAddWithoutValidation("User-Agent", TestGateway.Browser);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        if (method == HttpMethod.Post)
            request.Headers.TryAddWithoutValidation("Origin", Gateway.Url.GetLeftPart(UriPartial.Authority));
        if (_cookies.Count > 0)
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", _cookies.Select(pair => $"{pair.Key}={pair.Value}")));
        using var response = await http.SendAsync(request);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var (name, value) = (cookie[..cookie.IndexOf('=')], cookie[(cookie.IndexOf('=') + 1)..cookie.IndexOf(';')]);
            if (value.Length == 0)
                _cookies.Remove(name);
            else
                _cookies[name] = value;
        }

        return await Answer.ReadAsync(response);
    }

    private sealed class OpenTill : IFacilitatorProbe
    {
        public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken = default) => Task.FromResult<ProbeResult>(new ProbeResult.Ready("test"));
    }
}
