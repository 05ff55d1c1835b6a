using System.Text.Json;

namespace CrawlGate.Client;

/// <summary>Reads members of JSON that somebody else wrote; a member of another kind is as good as absent.</summary>
internal static class UntrustedJson
{
    /// <summary>
    /// Whether every name and string can be read. JSON may escape half a surrogate pair, which parses, but throws when it is
    /// turned into text.
    /// </summary>
    public static bool IsReadable(JsonElement element)
    {
        try
        {
            Walk(element);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A string that is not empty, or null.</summary>
    public static string? Text(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A number that is a 32-bit integer, or null.</summary>
    public static int? Integer(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var number) ? number : null;

    /// <summary>An object, or null.</summary>
    public static JsonElement? Object(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object ? member : null;

    /// <summary>Text of a server made fit for a message: at most 200 characters, none of them a control character.</summary>
    public static string ForPeople(string text) => string.Concat(text.Where(c => !char.IsControl(c)).Take(200));

    private static void Walk(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Walk(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Walk(member.Value);
                }

                break;
        }
    }
}
