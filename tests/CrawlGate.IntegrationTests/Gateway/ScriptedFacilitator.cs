using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.IntegrationTests;

/// <summary>A facilitator that believes everybody, keeps what it was sent byte for byte, and says whatever a test wants it to say.</summary>
public sealed class ScriptedFacilitator : IAsyncDisposable
{
    public const string Transaction = "0x00000000000000000000000000000000000000000000000000000000000000a1";

    private readonly ConcurrentQueue<(string Path, string Body)> _requests = new();
    private readonly WebApplication _app;

    private ScriptedFacilitator(WebApplication app)
    {
        _app = app;
        Reset();
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>What <c>/supported</c> answers.</summary>
    public Func<FacilitatorSays> Supported { get; set; } =
        () => new(200, """{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:*"}],"extensions":[],"signers":{}}""");

    /// <summary>What <c>/verify</c> answers to a payer's request.</summary>
    public Func<string, FacilitatorSays> Verify { get; set; } = null!;

    /// <summary>What <c>/settle</c> answers to a payer's request.</summary>
    public Func<string, FacilitatorSays> Settle { get; set; } = null!;

    public IReadOnlyCollection<(string Path, string Body)> Requests => _requests;

    public static FacilitatorSays Success(string payer, string transaction = Transaction, string network = "eip155:84532") =>
        new(200, $$"""{"success":true,"transaction":"{{transaction}}","network":"{{network}}","payer":"{{payer}}"}""");

    public static async Task<ScriptedFacilitator> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var facilitator = new ScriptedFacilitator(builder.Build());
        facilitator._app.Run(facilitator.AnswerAsync);
        await facilitator._app.StartAsync();
        return facilitator;
    }

    /// <summary>Becomes honest and forgets what it was sent.</summary>
    public void Reset()
    {
        Verify = payer => new(200, $$"""{"isValid":true,"payer":"{{payer}}"}""");
        Settle = payer => Success(payer);
        _requests.Clear();
    }

    public int CountOf(string path) => _requests.Count(request => request.Path == path);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        _requests.Enqueue((context.Request.Path, body));
        var payer = body.Length == 0 ? "" : (string)JsonNode.Parse(body)!["paymentPayload"]!["payload"]!["authorization"]!["from"]!;
        var says = context.Request.Path.Value switch
        {
            "/supported" => Supported(),
            "/verify" => Verify(payer),
            "/settle" => Settle(payer),
            _ => new FacilitatorSays(404, "{}"),
        };
        if (says.Status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = says.Status;
        context.Response.ContentType = "application/json";
        if (says.Location is { } location)
            context.Response.Headers.Location = location;
        await context.Response.WriteAsync(says.Body);
    }
}

/// <summary>An answer of a facilitator; status 0 resets the connection.</summary>
public sealed record FacilitatorSays(int Status, string Body, string? Location = null);
