using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

/// <summary>The golden headers: what the reference client and server of release 2.27 send.</summary>
internal static class X402Vectors
{
    private static readonly JsonObject Root = (JsonObject)JsonNode.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", "x402-vectors.json")))!;

    /// <summary>A time at which the golden authorization has five minutes left.</summary>
    public static DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(2_000_000_000 - 300);

    public static string Header(string name) => (string)Root["headers"]![name]!["header"]!;

    public static JsonObject Json(string name) => (JsonObject)Root["headers"]![name]!["json"]!.DeepClone();

    public static string BadSignature(string name) => (string)Root["badSignatures"]![name]!;

    public static string Calldata(string name) => (string)Root["calldata"]![name]!["data"]!;

    /// <summary>The golden quote's only offer.</summary>
    public static PaymentRequirements Offer => Json("paymentRequired")["accepts"]![0].Deserialize(X402JsonContext.Default.PaymentRequirements)!;

    /// <summary>The golden payment of version 2, or of version 1, after a change.</summary>
    public static PaymentPayload Payment(Action<JsonObject>? change = null, int version = 2)
    {
        var json = Json(version == 2 ? "paymentSignature" : "xPaymentV1");
        change?.Invoke(json);
        return Read(json.ToJsonString());
    }

    public static PaymentPayload Read(string json)
    {
        Assert.True(PaymentPayload.TryRead(JsonElement.Parse(json), out var payment, out var error), error);
        return payment!;
    }

    /// <summary>Changes one member of the authorization.</summary>
    public static Action<JsonObject> Authorization(string member, JsonNode? value) => json => json["payload"]!["authorization"]![member] = value?.DeepClone();
}
