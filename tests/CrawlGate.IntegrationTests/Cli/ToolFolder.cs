using System.Text.Json.Nodes;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>A folder with a configuration in it.</summary>
public sealed class ToolFolder : IDisposable
{
    /// <summary>An origin and a node that nobody runs.</summary>
    public const string Nowhere = "http://127.0.0.1:9/";

    public string Path { get; } = Directory.CreateTempSubdirectory("crawlgate-cli-").FullName;

    /// <summary>Settings that are right and reach nobody.</summary>
    public static JsonObject Settings(string? origin = Nowhere)
    {
        var settings = TestGateway.RemoteSettings(origin is null ? null : new Uri(origin), new Uri(Nowhere));
        settings["Rpc"] = new JsonArray(Nowhere);
        settings["Facilitator"] = new JsonObject { ["Local"] = new JsonObject { ["SignerKeyFile"] = "signer.key" } };
        settings["$key"] = Hex.Encode([.. Enumerable.Repeat((byte)7, 32)]);
        return settings;
    }

    public string Write(JsonObject settings, JsonObject? reverseProxy = null) => TestGateway.WriteConfiguration(Path, settings, reverseProxy);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
