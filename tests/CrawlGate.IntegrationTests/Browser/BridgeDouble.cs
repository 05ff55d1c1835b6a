using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.IntegrationTests;

/// <summary>What World ID's bridge does between IDKit and the app, in memory; and the app's part of it.</summary>
internal sealed class BridgeDouble(PageServer server)
{
    private static readonly ConcurrentDictionary<string, JsonNode> Requests = new();
    private static readonly ConcurrentDictionary<string, JsonNode> Responses = new();

    /// <summary>What the gate would tell IDKit. IDKit does not verify the signature, the app does.</summary>
    public object Request => new
    {
        app_id = "app_staging_0123456789abcdef0123456789abcdef",
        action = "crawlgate:site.example:2026-W47:1",
        rp_context = new
        {
            rp_id = "rp_0123456789abcdef",
            nonce = "0x008ae1aa597fa146ebd3aa2ceddf360668dea5e526567e92b0321816a4e895bd",
            created_at = 1_700_000_000,
            expires_at = 1_700_000_300,
            signature = "0x05594adb6c1495768a38d523d7d6ee6356b2c31231919198794ed022ade7d08f73753f83bd167067d99c9b969d28e9222315837c66af25867b041273a6d5056f1b",
        },
        environment = "staging",
        signal = "0x" + new string('5', 64),
        allow_legacy = false,
        bridge_url = server.BridgeUrl.GetLeftPart(UriPartial.Authority),
    };

    public static void Map(WebApplication app)
    {
        app.MapPost("/request", async (HttpContext context) =>
        {
            var id = Guid.NewGuid().ToString();
            Requests[id] = (await JsonNode.ParseAsync(context.Request.Body))!;
            return Open(context, new JsonObject { ["request_id"] = id });
        });
        app.MapGet("/response/{id}", (HttpContext context, string id) => Open(context, new JsonObject
        {
            ["status"] = Responses.ContainsKey(id) ? "completed" : "initialized",
            ["response"] = Responses.GetValueOrDefault(id)?.DeepClone(),
        }));
        app.MapMethods("/{**path}", ["OPTIONS"], (HttpContext context) =>
        {
            context.Response.Headers.AccessControlAllowHeaders = "*";
            return Open(context, new JsonObject());
        });
    }

    /// <summary>Refuses as the app does when somebody declines.</summary>
    public static void Decline(string link) => Answer(link, _ => new JsonObject { ["error_code"] = "user_rejected" });

    /// <summary>Confirms as the app does, with a proof of the right form.</summary>
    public static void Confirm(string link) => Answer(link, request => new JsonObject
    {
        ["id"] = request["proof_request"]!["id"]!.DeepClone(),
        ["version"] = 1,
        ["user_presence_completed"] = (bool)request["require_user_presence"]!,
        ["responses"] = new JsonArray(new JsonObject
        {
            ["identifier"] = "proof_of_human",
            ["issuer_schema_id"] = 1,
            ["proof"] = new string('1', 320),
            ["nullifier"] = "nil_" + new string('2', 64),
            ["expires_at_min"] = 1_783_942_504,
        }),
    });

    private static void Answer(string link, Func<JsonNode, JsonNode> answer)
    {
        var query = HttpUtility.ParseQueryString(new Uri(link).Query);
        using var cipher = new AesGcm(Convert.FromBase64String(query["k"]!), 16);
        var id = query["i"]!;
        var sealedRequest = Convert.FromBase64String((string)Requests[id]["payload"]!);
        var request = new byte[sealedRequest.Length - 16];
        cipher.Decrypt(Convert.FromBase64String((string)Requests[id]["iv"]!), sealedRequest.AsSpan(0, request.Length), sealedRequest.AsSpan(request.Length), request);

        var plain = JsonSerializer.SerializeToUtf8Bytes(answer(JsonNode.Parse(request)!));
        var iv = RandomNumberGenerator.GetBytes(12);
        var payload = new byte[plain.Length + 16];
        cipher.Encrypt(iv, plain, payload.AsSpan(0, plain.Length), payload.AsSpan(plain.Length));
        Responses[id] = new JsonObject { ["iv"] = Convert.ToBase64String(iv), ["payload"] = Convert.ToBase64String(payload) };
    }

    private static IResult Open(HttpContext context, JsonNode answer)
    {
        context.Response.Headers.AccessControlAllowOrigin = "*";
        return Results.Text(answer.ToJsonString(), "application/json");
    }
}
