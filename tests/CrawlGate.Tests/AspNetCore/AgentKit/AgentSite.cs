using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using CrawlGate.Tests.Personhood;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using HttpNode = CrawlGate.Tests.Ethereum.ScriptedNode;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A site that charges crawlers and believes agents, with a node that knows a book of them.</summary>
internal sealed class AgentSite : IAsyncDisposable
{
    public const string Human = "00000000000000000000000000000000000000000000000000000000c0ffee42";

    private AgentSite(GateHost host, HttpNode node, LogRecorder log) => (Host, Node, Log) = (host, node, log);

    public GateHost Host { get; }

    /// <summary>It says of every agent that <see cref="Human"/> stands behind it.</summary>
    public HttpNode Node { get; }

    public LogRecorder Log { get; }

    /// <summary>What the site saw in the last request.</summary>
    public IHeaderDictionary? Seen { get; private set; }

    public static async Task<AgentSite> StartAsync(Action<AgentKitOptions> agents, Action<CrawlGateOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        AgentSite? site = null;
        var log = new LogRecorder();
        var node = await HttpNode.StartAsync();
        node.Script["eth_call"] = (_, _) => Task.FromResult<JsonNode?>("0x" + Human);
        var host = await GateHost.StartAsync(
            app => app.MapGet("/{**rest}", async context =>
            {
                site!.Seen = new HeaderDictionary(context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value));
                context.Response.Headers.CacheControl = "public, max-age=600";
                await context.Response.WriteAsync(GateHost.Protected);
            }).RequirePayment(),
            options =>
            {
                options.AgentKit.Rpc = [node.Url.ToString()];
                agents(options.AgentKit);
                configure?.Invoke(options);
            },
            collection =>
            {
                collection.AddSingleton<ILoggerProvider>(log);
                collection.Configure<LoggerFilterOptions>(filter => filter.MinLevel = LogLevel.Trace);
                services?.Invoke(collection);
            });
        return site = new AgentSite(host, node, log);
    }

    public static PrivateKeySigner NewAgent() => PrivateKeySigner.FromHex(Hex.Encode(RandomNumberGenerator.GetBytes(32)));

    public async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Host.Http.SendAsync(request);
    }

    public static JsonObject Quote(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        return JsonNode.Parse(Convert.FromBase64String(response.Headers.GetValues(X402Headers.PaymentRequired).Single()))!.AsObject();
    }

    public async Task<JsonObject> QuoteAsync(string path = "/page", params (string Name, string Value)[] headers)
    {
        using var response = await GetAsync(path, headers);
        return Quote(response);
    }

    /// <summary>A header for a page, made of a fresh offer.</summary>
    public async Task<(string Name, string Value)> AgentAsync(string path = "/page", PrivateKeySigner? agent = null, Action<JsonObject>? change = null) =>
        await SignAsync(await QuoteAsync(path), agent, change);

    public static async Task<(string Name, string Value)> SignAsync(JsonObject quote, PrivateKeySigner? agent = null, Action<JsonObject>? change = null) =>
        (AgentKitHeader.Name, AgentStand.Encode(await AgentStand.SignAsync(quote["extensions"]!["agentkit"]!.AsObject(), agent ?? AgentStand.Agent, change)));

    /// <summary>A payment for a quote.</summary>
    public static async Task<(string Name, string Value)> PayAsync(JsonObject quote, PrivateKeySigner? payer = null, ulong? amount = null)
    {
        var offer = quote["accepts"]![0]!.DeepClone();
        payer ??= NewAgent();
        var authorization = new Eip3009Authorization(
            payer.Address, Address.Parse((string)offer["payTo"]!), amount ?? UInt256.Parse((string)offer["amount"]!), 0,
            (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 300, new Bytes32(RandomNumberGenerator.GetBytes(32)));
        var signature = await payer.SignAsync(authorization.Digest(Eip712.DomainSeparator("USDC", "2", 84532, Address.Parse((string)offer["asset"]!))));
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
                    ["value"] = authorization.Value.ToString(),
                    ["validAfter"] = "0",
                    ["validBefore"] = authorization.ValidBefore.ToString(),
                    ["nonce"] = authorization.Nonce.ToString(),
                },
            },
            ["accepted"] = offer,
            ["extensions"] = quote["extensions"]?.DeepClone(),
        };
        return (X402Headers.PaymentSignature, Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(payment)));
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Node.DisposeAsync();
    }
}
