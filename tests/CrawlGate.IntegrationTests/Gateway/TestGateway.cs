using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.Gateway;
using Microsoft.AspNetCore.Builder;

namespace CrawlGate.IntegrationTests;

/// <summary>The real gateway in this process, started as its program starts it, from a configuration file of its own.</summary>
public sealed class TestGateway : IAsyncDisposable
{
    public const string Bot = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)";
    public const string Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    public const string PublicUrl = "https://tidepool.example";

    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });

    private TestGateway(WebApplication app, string folder) => (_app, _folder) = (app, folder);

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Its parts.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The folder of its configuration file.</summary>
    public string Folder => _folder;

    /// <summary>What its clients speak; without TLS it cannot be negotiated.</summary>
    public required Version HttpVersion { get; init; }

    /// <summary>The account this gateway's quotes name: nobody else is paid there.</summary>
    public required Address Payee { get; init; }

    /// <summary>Settings that settle on a chain from an account of the gateway's own.</summary>
    public static async Task<JsonObject> LocalSettingsAsync(Anvil chain, Uri? origin)
    {
        var key = Hex.Encode(RandomNumberGenerator.GetBytes(32));
        using var signer = PrivateKeySigner.FromHex(key);
        await chain.SetBalanceAsync(signer.Address, 1_000_000_000_000_000_000);
        var settings = Settings(origin);
        settings["Rpc"] = new JsonArray(chain.RpcUrl.ToString());
        settings["Facilitator"] = new JsonObject { ["Local"] = new JsonObject { ["SignerKeyFile"] = "signer.key" } };
        settings["$key"] = key;
        return settings;
    }

    /// <summary>Settings that hand payments to facilitators.</summary>
    public static JsonObject RemoteSettings(Uri? origin, params Uri[] facilitators)
    {
        var settings = Settings(origin);
        settings["Facilitator"] = new JsonObject { ["Urls"] = new JsonArray([.. facilitators.Select(url => JsonValue.Create(url.ToString()))]) };
        return settings;
    }

    /// <summary>A <c>ReverseProxy</c> section where only what lies below <c>/paid</c> is priced.</summary>
    public static JsonObject PaidFolderOnly(Uri origin, string policy = "default") => JsonNode.Parse($$"""
        {
          "Routes": {
            "paid": { "ClusterId": "origin", "Match": { "Path": "/paid/{**rest}" }, "Metadata": { "CrawlGate.Policy": "{{policy}}" } },
            "rest": { "ClusterId": "origin", "Match": { "Path": "/{**rest}" } }
          },
          "Clusters": { "origin": { "Destinations": { "one": { "Address": "{{origin}}" } } } }
        }
        """)!.AsObject();

    /// <summary>Writes the configuration and starts the gateway on a free loopback port.</summary>
    public static async Task<TestGateway> StartAsync(
        JsonObject settings, JsonObject? reverseProxy = null, bool waitUntilReady = true, Action<WebApplicationBuilder>? configure = null, params IReadOnlyList<string> arguments)
    {
        var folder = Directory.CreateTempSubdirectory("crawlgate-test-").FullName;
        var config = WriteConfiguration(folder, settings, reverseProxy);
        string[] args = ["--config", config, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None", "--Logging:LogLevel:Microsoft.AspNetCore", "None",
            "--Logging:LogLevel:Yarp", "None", .. arguments];
        if (!GatewayHost.TryBuild(args, configure, beforeGate: null, out var app, out var errors))
            throw new InvalidOperationException(string.Join('\n', errors));

        var gateway = new TestGateway(app, folder) { HttpVersion = arguments.Contains("Http2") ? new Version(2, 0) : new Version(1, 1), Payee = Address.Parse((string)settings["PayTo"]!) };
        await app.StartAsync();
        if (waitUntilReady)
            await gateway.WaitUntilReadyAsync();
        return gateway;
    }

    /// <summary>Writes <c>gateway.json</c> and the signer's key, and answers the path of the first.</summary>
    public static string WriteConfiguration(string folder, JsonObject settings, JsonObject? reverseProxy = null)
    {
        var own = settings.DeepClone().AsObject();
        File.WriteAllText(Path.Combine(folder, "signer.key"), (string?)own["$key"] ?? "");
        own.Remove("$key");
        var root = new JsonObject { ["CrawlGate"] = own };
        if (reverseProxy is not null)
            root["ReverseProxy"] = reverseProxy.DeepClone();
        var config = Path.Combine(folder, "gateway.json");
        File.WriteAllText(config, root.ToJsonString());
        return config;
    }

    public async Task WaitUntilReadyAsync()
    {
        for (var waited = Stopwatch.StartNew(); (await GetAsync("readyz")).Status != 200; await Task.Delay(20))
        {
            if (waited.Elapsed > ReadyLimit)
                throw new TimeoutException("The gateway is not ready.");
        }
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers);

    /// <summary>Sends a request as GPTBot unless the headers name somebody else.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var response = await OpenAsync(method, path, headers);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Sends a request and comes back with the response's head.</summary>
    public async Task<HttpResponseMessage> OpenAsync(
        HttpMethod method, string path, (string Name, string Value)[] headers, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(Url, path)) { Version = HttpVersion, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (!request.Headers.Contains("User-Agent"))
            request.Headers.TryAddWithoutValidation("User-Agent", Bot);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>The quote for a page.</summary>
    public async Task<JsonNode> QuoteAsync(string path = "paid") =>
        (await GetAsync(path)).Quote ?? throw new InvalidOperationException($"No quote for {path}.");

    /// <summary>Presents a version 2 payment.</summary>
    public Task<Answer> PayAsync(string path, JsonNode payment) => PayAsync(path, Payer.Encode(payment));

    /// <summary>Presents a version 2 payment header.</summary>
    public Task<Answer> PayAsync(string path, string header) => GetAsync(path, ("PAYMENT-SIGNATURE", header));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static JsonObject Settings(Uri? origin)
    {
        var settings = new JsonObject
        {
            ["Mode"] = "enforce",
            ["Store"] = "sqlite:crawlgate.db",
            ["PublicUrl"] = PublicUrl,
            ["PayTo"] = new Address(RandomNumberGenerator.GetBytes(Address.Length)).ToString(),
            ["Price"] = "$0.001",
            ["Network"] = "eip155:84532",
            ["Description"] = "A page",
            // Tests ask nobody outside this machine.
            ["Verification"] = new JsonObject { ["IpRanges"] = new JsonObject { ["Enabled"] = false } },
        };
        if (origin is not null)
            settings["Origin"] = origin.ToString();
        return settings;
    }
}
