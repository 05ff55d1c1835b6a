using System.Text.Json;

namespace CrawlGate.X402;

/// <summary>Reads strings that strangers wrote.</summary>
internal static class JsonText
{
    /// <summary>The string member of an object; false when it is absent, no string, empty, or holds half a surrogate pair, on which the JSON reader throws.</summary>
    public static bool TryGet(JsonElement parent, ReadOnlySpan<byte> name, out string text)
    {
        text = "";
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var element) || element.ValueKind != JsonValueKind.String)
            return false;

        try
        {
            text = element.GetString()!;
            return text.Length > 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
