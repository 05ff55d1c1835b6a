using System.Text.Json;

namespace CrawlGate.Tests.Ethereum;

/// <summary>The golden files that stand beside the tests.</summary>
internal static class GoldenJson
{
    public static JsonElement X402 { get; } = Load("x402-vectors.json");

    public static JsonElement Ethereum { get; } = Load("ethereum-vectors.json");

    public static string Text(this JsonElement value, string name) => value.GetProperty(name).GetString()!;

    public static TheoryData<string> Names(JsonElement cases) => [.. cases.EnumerateObject().Select(property => property.Name)];

    private static JsonElement Load(string file) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", file))).RootElement;
}
