using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrawlGate.IntegrationTests;

/// <summary>
/// Stands where World's cloud stands. It checks the form of what it is asked as that cloud does, and remembers nullifiers as that cloud does; the
/// proof itself it takes on trust, because nobody can make a new one without World's wallets.
/// </summary>
internal sealed partial class WorldCloud : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, bool> _nullifiers = new();

    private WorldCloud(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Whether it answers with an error of its own.</summary>
    public bool IsDown { get; set; }

    /// <summary>What it was asked, in order.</summary>
    public ConcurrentQueue<JsonNode> Asked { get; } = new();

    public static async Task<WorldCloud> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var cloud = new WorldCloud(app);
        app.MapPost("/api/v4/verify/{party}", async (HttpContext context, string party) =>
        {
            var body = (await JsonNode.ParseAsync(context.Request.Body))!;
            cloud.Asked.Enqueue(body);
            var (status, answer) = cloud.IsDown ? (500, new JsonObject { ["code"] = "internal_error" }) : cloud.Verify(party, body);
            return Results.Text(answer.ToJsonString(), "application/json", statusCode: status);
        });
        await app.StartAsync();
        return cloud;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private (int Status, JsonObject Answer) Verify(string party, JsonNode body)
    {
        if ((RpId().IsMatch(party) ? Fault(body) : "rp_id") is { Length: > 0 } fault)
            return (400, new JsonObject { ["code"] = "validation_error", ["detail"] = "The request is not valid.", ["attribute"] = fault });

        var nullifier = (string)body["responses"]![0]!["nullifier"]!;
        return (200, new JsonObject
        {
            ["success"] = true,
            ["action"] = (string)body["action"]!,
            ["nullifier"] = nullifier,
            ["environment"] = (string)body["environment"]!,
            ["results"] = new JsonArray(new JsonObject { ["identifier"] = (string)body["responses"]![0]!["identifier"]!, ["success"] = true, ["nullifier"] = nullifier }),
            ["message"] = _nullifiers.TryAdd(nullifier + (string)body["action"]!, true) ? "Proof verified successfully" : "Proof verified successfully (nullifier reuse)",
        });
    }

    /// <summary>The member that does not fit; empty when all do.</summary>
    private static string Fault(JsonNode body)
    {
        if ((string?)body["protocol_version"] != "4.0")
            return "protocol_version";
        if (!Number().IsMatch((string?)body["nonce"] ?? ""))
            return "nonce";
        if (string.IsNullOrEmpty((string?)body["action"]) || body["session_id"] is not null)
            return "action";
        if ((string?)body["environment"] is not ("production" or "staging"))
            return "environment";

        return body["responses"] is JsonArray { Count: > 0 } responses && responses.All(item =>
            item!["identifier"] is JsonValue && item["issuer_schema_id"]!.GetValueKind() == JsonValueKind.Number && item["expires_at_min"]!.GetValueKind() == JsonValueKind.Number
            && Number().IsMatch((string)item["nullifier"]!) && Number().IsMatch((string)item["signal_hash"]!)
            && item["proof"] is JsonArray { Count: 5 } proof && proof.All(word => Decimals().IsMatch((string)word!)))
                ? ""
                : "responses";
    }

    [GeneratedRegex("^rp_[0-9a-f]{16}$")]
    private static partial Regex RpId();

    [GeneratedRegex("^(0x)?[0-9a-f]{1,64}$")]
    private static partial Regex Number();

    [GeneratedRegex("^[0-9]{1,78}$")]
    private static partial Regex Decimals();
}
