using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A site that serves the facilitator to two clients; the engine and the node are scripted, and timers run a hundred times as fast.</summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    public const string Payee = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
    public const string Signer = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private ServiceHost(GateHost site, TestFolder folder, string key, string otherKey) => (Site, Folder, Key, OtherKey) = (site, folder, key, otherKey);

    public GateHost Site { get; }

    public TestFolder Folder { get; }

    /// <summary>The key of the client that may settle for <see cref="Payee"/>.</summary>
    public string Key { get; }

    /// <summary>The key of a client that may settle for anybody, three times a minute.</summary>
    public string OtherKey { get; }

    public ScriptedNode Node { get; private init; } = new();

    public LogRecorder Log { get; private init; } = new();

    public FacilitatorHealth Health { get; private init; } = null!;

    public static async Task<ServiceHost> StartAsync(Action<FacilitatorServiceOptions>? configure = null, Action<WebApplication>? map = null)
    {
        var folder = new TestFolder();
        var (node, log) = (new ScriptedNode(), new LogRecorder());
        string[] keys = [NewKey(), NewKey()];
        FacilitatorHealth? health = null;
        var site = await GateHost.StartAsync(
            app =>
            {
                app.MapGet("/page", () => "page").RequirePayment();
                app.MapGet("/{**rest}", () => "the site");
                map?.Invoke(app);
                app.MapX402Facilitator();
                health = app.Services.GetRequiredService<FacilitatorHealth>();
            },
            options =>
            {
                options.Facilitator.Urls.Clear();
                options.Rpc.Add("http://127.0.0.1:9");
                options.Facilitator.Local = new() { SignerKeyFile = folder.Write("signer.key", Hex.Encode([.. Enumerable.Repeat((byte)7, 32)])) };
                options.Facilitator.Serve = new()
                {
                    Enabled = true,
                    Clients =
                    [
                        new() { Name = "shop", KeyFile = folder.Write("shop.key", keys[0] + "\n"), PayTo = [Payee.ToLowerInvariant()] },
                        new() { Name = "other", KeyFile = folder.Write("other.key", keys[1]), AnyPayTo = true, RequestsPerMinute = 3 },
                    ],
                };
                configure?.Invoke(options.Facilitator.Serve);
            },
            services =>
            {
                services.AddSingleton<TimeProvider>(new FastTimers());
                services.AddSingleton<ILoggerFactory>(log);
                services.AddSingleton(provider => new FacilitatorHealth(
                    provider.GetRequiredService<FacilitatorServiceSettings>(), () => node, provider.GetRequiredService<IFacilitator>,
                    provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<FacilitatorHealth>>()));
            });
        site.Facilitator.Supported = new SupportedResponse
        {
            Kinds = [new SupportedKind(2, "exact", "eip155:84532"), new SupportedKind(1, "exact", "base-sepolia")],
            Extensions = [],
            Signers = new Dictionary<string, IReadOnlyList<string>> { ["eip155:*"] = [Signer] },
        };
        await health!.CheckAsync();
        return new ServiceHost(site, folder, keys[0], keys[1]) { Node = node, Log = log, Health = health };
    }

    /// <summary>A body with a fresh payment.</summary>
    public static async Task<string> RequestAsync(string payTo = Payee)
    {
        PaymentHeader.TryDecodeJson(await GateHost.SignAsync(payment => payment["accepted"]!["payTo"] = payTo), out var payment, out _);
        return $$"""{"x402Version":2,"paymentPayload":{{payment.GetRawText()}},"paymentRequirements":{{payment.GetProperty("accepted").GetRawText()}}}""";
    }

    public Task<(HttpStatusCode Status, JsonObject Body, HttpResponseHeaders Headers)> VerifyAsync(string? authorization, string? body = null) => PostAsync("/x402/verify", authorization, body);

    public Task<(HttpStatusCode Status, JsonObject Body, HttpResponseHeaders Headers)> SettleAsync(string? authorization, string? body = null) => PostAsync("/x402/settle", authorization, body);

    public async Task<(HttpStatusCode Status, JsonObject Body, HttpResponseHeaders Headers)> PostAsync(string path, string? authorization, string? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body ?? await RequestAsync(), Encoding.UTF8, "application/json") };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await Site.Http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject(), response.Headers);
    }

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        Folder.Dispose();
    }

    private static string NewKey() => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

    private sealed class FastTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 100 : dueTime, period > TimeSpan.Zero ? period / 100 : period);
    }
}

/// <summary>A node that says what gas costs and what accounts have.</summary>
internal sealed class ScriptedNode : IEthereumRpc
{
    public string Balance { get; set; } = "0xde0b6b3a7640000"; // 1 ether

    public string BaseFee { get; set; } = "0x3b9aca00"; // 1 gwei

    public bool IsDown { get; set; }

    public Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
    {
        if (IsDown)
            throw new EthereumRpcUnavailableException("no node");

        return Task.FromResult(JsonElement.Parse(method switch
        {
            "eth_getBalance" => $"\"{Balance}\"",
            "eth_maxPriorityFeePerGas" => "\"0x0\"",
            "eth_getBlockByNumber" => $$"""{"baseFeePerGas":"{{BaseFee}}"}""",
            _ => throw new InvalidOperationException(method),
        }));
    }
}

/// <summary>A folder for a test's files.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("crawlgate-service-").FullName;

    public string Write(string name, string text)
    {
        var path = Path.Combine(_path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
