using System.Text.Json;
using CrawlGate.DevChain;

namespace CrawlGate.IntegrationTests;

/// <summary>A User-Agent that somebody has seen.</summary>
/// <param name="Text">The User-Agent.</param>
/// <param name="Tags">What the collection says of its sender.</param>
internal sealed record SeenUserAgent(string Text, IReadOnlyList<string> Tags);

/// <summary>Collections of User-Agents from npm; they are read and never copied.</summary>
internal static class Corpus
{
    /// <summary>Every sample of <c>crawler-user-agents</c>.</summary>
    public static async Task<IReadOnlyList<SeenUserAgent>> ReadCrawlersAsync()
    {
        using var document = JsonDocument.Parse(await ReadAsync("crawler-user-agents", "crawler-user-agents.json"));
        return
        [
            .. document.RootElement.EnumerateArray().SelectMany(entry =>
            {
                string[] tags = [.. entry.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!)];
                return entry.GetProperty("instances").EnumerateArray().Select(instance => new SeenUserAgent(instance.GetString()!, tags)).ToArray();
            }),
        ];
    }

    /// <summary>The browsers of <c>top-user-agents</c>: all, and those of desktops and of telephones.</summary>
    public static async Task<IReadOnlyList<string>> ReadBrowsersAsync()
    {
        var browsers = new HashSet<string>();
        foreach (var list in new[] { "index.json", "desktop.json", "mobile.json" })
            browsers.UnionWith(JsonSerializer.Deserialize<string[]>(await ReadAsync("top-user-agents", "src", list))!);
        return [.. browsers];
    }

    private static async Task<byte[]> ReadAsync(params string[] path) =>
        await File.ReadAllBytesAsync(Path.Combine([await NodePackages.EnsureAsync("crawlers"), "node_modules", .. path]));
}
