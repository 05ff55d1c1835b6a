using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
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
    private readonly ConcurrentDictionary<string, bool> _verified = new();
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

    /// <summary>Settles only payloads that came to <c>/verify</c> before with the very same text, as the reference end-to-end facilitator does.</summary>
    public bool DemandsVerification { get; set; }

    /// <summary>What <c>/verify</c> and <c>/settle</c> were sent.</summary>
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
        DemandsVerification = false;
        _verified.Clear();
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
        if (body.Length > 0)
            _requests.Enqueue((context.Request.Path, body));
        var says = context.Request.Path.Value switch
        {
            "/supported" => Supported(),
            "/verify" => Verify(PayerOf(body)),
            "/settle" => Settle(PayerOf(body)),
            _ => new FacilitatorSays(404, "{}"),
        };
        if (DemandsVerification && body.Length > 0)
        {
            if (context.Request.Path == "/verify")
                _verified[PayloadHash(body)] = true;
            else if (!_verified.ContainsKey(PayloadHash(body)))
                says = new FacilitatorSays(200, """{"success":false,"errorReason":"not_verified","transaction":"","network":"eip155:84532"}""");
        }

        await says.WriteAsync(context);
    }

    private static string PayerOf(string body) => (string)JsonNode.Parse(body)!["paymentPayload"]!["payload"]!["authorization"]!["from"]!;

    /// <summary>Of the text: whoever reorders members or writes a number differently sends another payload.</summary>
    private static string PayloadHash(string body)
    {
        using var json = JsonDocument.Parse(body);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(json.RootElement.GetProperty("paymentPayload").GetRawText())));
    }
}

/// <summary>An answer of a facilitator; status 0 resets the connection.</summary>
public sealed record FacilitatorSays(int Status, string Body, string? Location = null)
{
    /// <summary>Never says anything.</summary>
    public static FacilitatorSays Nothing { get; } = new(200, "") { Before = Task.Delay(Timeout.Infinite) };

    /// <summary>What it waits for before it answers; it gives up when the client does.</summary>
    public Task Before { get; init; } = Task.CompletedTask;

    /// <summary>The wait between single letters.</summary>
    public TimeSpan? Drip { get; init; }

    /// <summary>The header <c>Retry-After</c>.</summary>
    public string? RetryAfter { get; init; }

    internal async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        try
        {
            await Before.WaitAsync(context.RequestAborted);
            if (Status == 0)
            {
                context.Abort();
                return;
            }

            response.StatusCode = Status;
            response.ContentType = "application/json";
            if (Location is not null)
                response.Headers.Location = Location;
            if (RetryAfter is not null)
                response.Headers.RetryAfter = RetryAfter;
            if (Drip is not { } wait)
            {
                await response.WriteAsync(Body, context.RequestAborted);
                return;
            }

            foreach (var letter in Body)
            {
                await response.WriteAsync(letter.ToString(), context.RequestAborted);
                await response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(wait, context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The client did not wait for it.
        }
    }
}
