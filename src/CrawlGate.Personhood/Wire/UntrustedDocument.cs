using System.Text.Json;
using System.Text.Unicode;

namespace CrawlGate.Personhood;

/// <summary>
/// JSON from strangers, read so that no two parsers can disagree about it: UTF-8 throughout, one object, no name twice, little depth,
/// and every escape stands for text. What is read of it throws nothing.
/// </summary>
internal static class UntrustedDocument
{
    private const int MaxDepth = 16;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Parses one object; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out JsonElement root)
    {
        root = default;
        if (!Utf8.IsValid(utf8))
            return false;

        try
        {
            // The parser takes half a surrogate pair, and throws only when the text is asked for.
            if (utf8.IndexOf(@"\u"u8) >= 0)
                ReadEscapes(utf8);

            root = JsonElement.Parse(utf8, Options);
            return root.ValueKind == JsonValueKind.Object;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The string member of an object; false when it is absent, no string or empty.</summary>
    public static bool TryGetText(JsonElement parent, ReadOnlySpan<byte> name, out string text)
    {
        text = parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return text.Length > 0;
    }

    private static void ReadEscapes(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.ValueIsEscaped)
                reader.GetString();
        }
    }
}
