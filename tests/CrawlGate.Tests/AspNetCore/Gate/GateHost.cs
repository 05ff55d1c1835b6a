using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A site with the middleware on real Kestrel. Only the facilitator is scripted: it is what these tests vary.</summary>
internal sealed class GateHost : IAsyncDisposable
{
    public const string Protected = "PROTECTED BYTES";

    private static readonly PrivateKeySigner Payer = PrivateKeySigner.FromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

    private readonly WebApplication _app;

    private GateHost(WebApplication app, ScriptedFacilitator facilitator)
    {
        _app = app;
        Facilitator = facilitator;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
        };
        Http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "GPTBot/1.3");
    }

    public HttpClient Http { get; }

    public ScriptedFacilitator Facilitator { get; }

    public IPaymentLedger Ledger => _app.Services.GetRequiredService<IPaymentLedger>();

    public IServiceProvider Services => _app.Services;

    public static async Task<GateHost> StartAsync(
        Action<WebApplication> map, Action<CrawlGateOptions>? configure = null, Action<IServiceCollection>? services = null, bool http2 = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (http2)
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        var facilitator = new ScriptedFacilitator();
        builder.Services.AddSingleton<IFacilitator>(facilitator);
        builder.Services.AddSingleton<IFacilitatorProbe>(facilitator);
        services?.Invoke(builder.Services);
        builder.Services.AddCrawlGate(options =>
        {
            options.Mode = "enforce";
            options.Verification.IpRanges.Enabled = false;
            options.Store = "memory";
            options.PublicUrl = "https://site.example";
            options.PayTo = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
            options.Price = "$0.001";
            options.Network = "eip155:84532";
            options.Facilitator.Urls.Add("http://127.0.0.1:9");
            configure?.Invoke(options);
        });

        var app = builder.Build();
        app.UseRouting();
        app.UseCrawlGate();
        map(app);
        await app.StartAsync();
        await app.Services.GetRequiredService<FacilitatorReadiness>().FirstAnswer;
        var host = new GateHost(app, facilitator);
        if (http2)
            (host.Http.DefaultRequestVersion, host.Http.DefaultVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        return host;
    }

    /// <summary>A fresh payment of the default price, as a header.</summary>
    public static async Task<string> SignAsync(Action<JsonObject>? change = null)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var authorization = new Eip3009Authorization(
            Payer.Address, Address.Parse("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"), 1000, 0, (ulong)now + 300, new Bytes32(RandomNumberGenerator.GetBytes(32)));
        var domain = Eip712.DomainSeparator("USDC", "2", 84532, Address.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e"));
        var signature = await Payer.SignAsync(authorization.Digest(domain));
        var payment = new JsonObject
        {
            ["x402Version"] = 2,
            ["payload"] = new JsonObject
            {
                ["signature"] = Hex.Encode(signature.ToArray()),
                ["authorization"] = new JsonObject
                {
                    ["from"] = authorization.From.ToString(),
                    ["to"] = authorization.To.ToString(),
                    ["value"] = "1000",
                    ["validAfter"] = "0",
                    ["validBefore"] = authorization.ValidBefore.ToString(),
                    ["nonce"] = authorization.Nonce.ToString(),
                },
            },
            ["accepted"] = new JsonObject
            {
                ["scheme"] = "exact",
                ["network"] = "eip155:84532",
                ["amount"] = "1000",
                ["asset"] = "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
                ["payTo"] = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
                ["maxTimeoutSeconds"] = 300,
                ["extra"] = new JsonObject { ["name"] = "USDC", ["version"] = "2" },
            },
        };
        change?.Invoke(payment);
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(payment.ToJsonString()));
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? payment = null) => SendAsync(HttpMethod.Get, path, payment);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? payment = null)
    {
        using var request = new HttpRequestMessage(method, path) { Version = Http.DefaultRequestVersion, VersionPolicy = Http.DefaultVersionPolicy };
        if (payment is not null)
            request.Headers.TryAddWithoutValidation(X402Headers.PaymentSignature, payment);
        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>Says that every payment is good and settles as told, counting.</summary>
internal sealed class ScriptedFacilitator : IFacilitator, IFacilitatorProbe
{
    private int _settlements;

    public int Settlements => _settlements;

    public Action? OnSettle { get; set; }

    public ProbeResult Probe { get; set; } = new ProbeResult.Ready("scripted");

    public SupportedResponse? Supported { get; set; }

    public Func<VerifyOutcome> Verify { get; set; } = () => new VerifyOutcome.Valid(new VerifyResponse { IsValid = true });

    public Func<Task<VerifyOutcome>>? VerifyAsynchronously { get; set; }

    public Func<SettleOutcome> Settle { get; set; } = () => new SettleOutcome.Settled(
        new SettleResponse { Success = true, Transaction = "0x" + new string('a', 64), Network = "eip155:84532", Payer = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266" });

    public Task<VerifyOutcome> VerifyAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default) =>
        VerifyAsynchronously?.Invoke() ?? Task.FromResult(Verify());

    public Task<SettleOutcome> SettleAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _settlements);
        OnSettle?.Invoke();
        return Task.Run(Settle, CancellationToken.None);
    }

    public Task<SupportedResponse?> GetSupportedAsync(CancellationToken cancellationToken = default) => Task.FromResult(Supported);

    public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken = default) => Task.FromResult(Probe);
}
