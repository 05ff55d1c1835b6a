using System.Text.Json;

namespace CrawlGate.Ethereum;

/// <summary>
/// Reads of JSON that somebody else wrote. <see cref="JsonElement"/> throws <see cref="InvalidOperationException"/> when a string or a
/// member's name holds a lone surrogate, which is valid JSON and not valid text; here that is an ordinary no.
/// </summary>
internal static class UntrustedJson
{
    /// <summary>The text of a string; false for anything else and for text without UTF-8.</summary>
    public static bool TryGetText(JsonElement value, out string text)
    {
        text = "";
        try
        {
            if (value.ValueKind != JsonValueKind.String)
                return false;

            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A member of an object; false when it is not there, the value is no object, or names in it are no text.</summary>
    public static bool TryGetMember(JsonElement value, string name, out JsonElement member)
    {
        member = default;
        try
        {
            return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out member);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>All members of an object; false when it is none, a name appears twice, or a name is no text.</summary>
    public static bool TryGetMembers(JsonElement value, out Dictionary<string, JsonElement> members)
    {
        members = new(StringComparer.Ordinal);
        if (value.ValueKind != JsonValueKind.Object)
            return false;

        try
        {
            foreach (var member in value.EnumerateObject())
            {
                if (!members.TryAdd(member.Name, member.Value))
                    return false;
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
