using System.Text.Json;
using System.Text.Unicode;

namespace CrawlGate.X402;

/// <summary>
/// JSON from strangers, read so that no two parsers can disagree about it: UTF-8 throughout, whole surrogate pairs, no duplicate
/// keys, limited depth. Strings of what was read here can be taken without an exception.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = PaymentHeader.MaxJsonDepth, AllowDuplicateProperties = false };

    /// <summary>Parses one document; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out JsonElement root)
    {
        root = default;
        if (!Utf8.IsValid(utf8))
            return false;

        try
        {
            if (utf8.IndexOf(@"\u"u8) >= 0 && !EscapesAreText(utf8))
                return false;

            root = JsonElement.Parse(utf8, Options);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The string member of an object; false when it is absent, no string or empty.</summary>
    public static bool TryGetText(JsonElement parent, ReadOnlySpan<byte> name, out string text)
    {
        text = parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var element) && element.ValueKind == JsonValueKind.String
            ? element.GetString()!
            : "";
        return text.Length > 0;
    }

    /// <summary>The parser takes half a surrogate pair, and throws only when the string is asked for.</summary>
    private static bool EscapesAreText(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = PaymentHeader.MaxJsonDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                    reader.GetString();
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
