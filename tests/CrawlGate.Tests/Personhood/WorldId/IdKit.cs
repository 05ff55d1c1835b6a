using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

/// <summary>Results that IDKit 4.3.0 gave, and what was asked for.</summary>
internal static class IdKit
{
    public const string Action = "crawlgate-pass-2026-11-20";

    public const string Signal = "sess-abc";

    public const string SessionText = "session_2018abcf47c06baf8d6bd0bb4f93bd0ce0e6c0ea50c7b9d2c1a6f0f5ba2db35400000000000000000000000000000000000000000000000000000000000000ff";

    public static readonly WorldIdRpId RpId = new(0x0123456789abcdef);

    public static readonly WorldIdAppId AppId = WorldIdAppId.TryParse("app_staging_0123456789abcdef0123456789abcdef", out var id) ? id : throw new FormatException();

    private static readonly JsonElement Captured = JsonDocument.Parse(Repository.Read("tests", "CrawlGate.Tests", "Vectors", "personhood", "idkit_results.json")).RootElement;

    public static JsonObject V4() => Copy("result_v4");

    public static JsonObject V3() => Copy("result_v3");

    /// <summary>A session's result: the same credential with the members that sessions have.</summary>
    public static JsonObject Session(string sessionId = SessionText, string action = "0x02000000000000000000000000000000000000000000000000000000000000aa")
    {
        var result = V4();
        result.Remove("action");
        result["session_id"] = sessionId;
        var item = result.Item();
        item["session_nullifier"] = new JsonArray(item["nullifier"]!.GetValue<string>(), action);
        item.Remove("nullifier");
        return result;
    }

    public static JsonObject Item(this JsonObject result, int index = 0) => result["responses"]![index]!.AsObject();

    /// <summary>What was asked for when the result came.</summary>
    public static WorldIdExpectation Asked(JsonObject result) => new()
    {
        Environment = WorldIdEnvironment.Staging,
        RpId = RpId,
        Nonce = Number(result["nonce"]!.GetValue<string>()),
        ExpiresAt = 1_000,
        Action = result.ContainsKey("action") ? Action : null,
        Signal = Signal,
    };

    public static WorldIdResult Parse(JsonObject result) =>
        WorldIdResult.TryParse(Bytes(result), out var parsed, out var error) ? parsed! : throw new FormatException(error);

    public static string Refusal(JsonObject result, WorldIdExpectation expected, long now = 1_000)
    {
        var (statement, refusal) = WorldIdChecks.Check(Parse(result), expected, DateTimeOffset.FromUnixTimeSeconds(now));
        Assert.True(statement is null ^ refusal is null);
        return refusal?.Code ?? "";
    }

    public static WorldIdStatement Statement(JsonObject result, WorldIdExpectation? expected = null)
    {
        var (statement, refusal) = WorldIdChecks.Check(Parse(result), expected ?? Asked(result), DateTimeOffset.FromUnixTimeSeconds(1_000));
        return statement ?? throw new InvalidOperationException(refusal!.Code);
    }

    public static byte[] Bytes(JsonNode json) => JsonSerializer.SerializeToUtf8Bytes(json);

    public static UInt256 Number(string text) => FieldNumber.TryParse(text, out var number) ? number : throw new FormatException(text);

    private static JsonObject Copy(string name) => JsonNode.Parse(Captured.GetProperty(name).GetProperty("result").GetRawText())!.AsObject();
}
