using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>The <c>agentkit</c> extension of a quote but for what differs from answer to answer.</summary>
internal static class AgentOfferJson
{
    private static readonly AgentKitResource Anywhere = new("https", "localhost", "/");

    /// <summary>All extensions of a quote, with a gap where <c>info</c> goes.</summary>
    /// <param name="others">The other extensions; null when there are none.</param>
    /// <param name="settings">What agents get.</param>
    /// <param name="isDiscounted">Whether the quote's prices are the lower ones already: it says of no discount then, or it would be taken off again.</param>
    public static JsonElement Extend(JsonElement? others, AgentKitSettings settings, bool isDiscounted)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            new AgentKitExtension(new AgentKitNonces(new byte[32], settings.MaxAge), settings.Terms).Write(writer, Anywhere, settings.Mode!);

        var own = JsonNode.Parse(buffer.ToArray())!.AsObject();
        own["info"] = JsonTemplate.AgentsMark;
        if (isDiscounted)
            own.Remove("mode");
        var all = others is { } given ? JsonNode.Parse(given.GetRawText())!.AsObject() : [];
        all[AgentKitHeader.Name] = own;
        return JsonElement.Parse(all.ToJsonString());
    }
}
