using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

/// <summary>A gate that takes agents and an agent that answers its offers, without a chain.</summary>
internal sealed class AgentStand
{
    public const long Start = 1_795_216_417;

    public static readonly AgentKitResource Article = new("https", "gw.example", "/articles/1");

    public static readonly PrivateKeySigner Agent = PrivateKeySigner.FromHex(string.Concat(Enumerable.Repeat("11", 32)));

    public AgentStand(AgentKitTerms? options = null, string humanId = "0x00000000000000000000000000000000000000000000000000000000000000ff")
    {
        Register = new AnsweringNode(humanId);
        Nonces = new AgentKitNonces(new byte[32], TimeSpan.FromMinutes(5), Clock);
        Extension = new AgentKitExtension(Nonces, options, Clock);
        Verifier = new AgentKitVerifier(Nonces, new AgentBook(_ => Register, null, Clock), chain => Wallets, options, Clock);
    }

    public FixedTime Clock { get; } = new(Start);

    public AnsweringNode Register { get; }

    public AnsweringNode Wallets { get; set; } = new("0x");

    public AgentKitNonces Nonces { get; }

    public AgentKitExtension Extension { get; }

    public AgentKitVerifier Verifier { get; }

    public JsonObject Offer(AgentKitResource? resource = null, AgentKitMode? mode = null)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            Extension.Write(writer, resource ?? Article, mode ?? new AgentKitMode.Free());
        return JsonNode.Parse(buffer.ToArray())!.AsObject();
    }

    /// <summary>The members of a header for an offer, changed before the agent signs.</summary>
    public Task<JsonObject> SignAsync(Action<JsonObject>? change = null, JsonObject? offer = null) => SignAsync(offer ?? Offer(), Agent, change);

    /// <summary>The same for any offer and agent.</summary>
    public static async Task<JsonObject> SignAsync(JsonObject offer, PrivateKeySigner agent, Action<JsonObject>? change = null)
    {
        var payload = offer["info"]!.DeepClone().AsObject();
        (payload["chainId"], payload["type"], payload["address"], payload["signature"]) = ("eip155:480", "eip191", agent.Address.ToString(), "0x");
        change?.Invoke(payload);
        // An agent signs what it likes, also what our own builder refuses to print.
        payload["signature"] = Hex.Encode((await agent.SignAsync(PersonalMessage.Digest(Print(payload)))).ToArray());
        return payload;
    }

    public static string Encode(JsonObject payload) => Convert.ToBase64String(Encoding.UTF8.GetBytes(payload.ToJsonString()));

    public async Task<AgentKitVerdict> VerifyAsync(JsonObject payload, AgentKitResource? resource = null) => await Verifier.VerifyAsync(Encode(payload), resource ?? Article);

    private static string Print(JsonObject payload)
    {
        string Text(string name) => payload[name]?.ToString() ?? "";
        string Line(string label, string name) => payload[name] is null ? "" : $"\n{label}: {Text(name)}";
        var resources = payload["resources"] is JsonArray list ? "\nResources:" + string.Concat(list.Select(item => $"\n- {item}")) : "";
        return $"{Text("domain")} wants you to sign in with your Ethereum account:\n{Text("address")}\n\n"
            + (Text("statement").Length == 0 ? "\n" : Text("statement") + "\n\n")
            + $"URI: {Text("uri")}\nVersion: {Text("version")}\nChain ID: {Text("chainId").Split(':')[^1]}\nNonce: {Text("nonce")}\nIssued At: {Text("issuedAt")}"
            + Line("Expiration Time", "expirationTime") + Line("Not Before", "notBefore") + Line("Request ID", "requestId") + resources;
    }
}
