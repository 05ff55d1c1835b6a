using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>The members of one response, each read to its bounds.</summary>
internal readonly struct ResponseMembers(Dictionary<string, JsonElement> members)
{
    private const int MaxIdentifierLength = 64;

    public static bool TryRead(JsonElement element, out ResponseMembers members)
    {
        var ok = UntrustedJson.TryGetMembers(element, out var found);
        members = new ResponseMembers(found);
        return ok;
    }

    public JsonElement? this[string name] => members.TryGetValue(name, out var value) ? value : null;

    public bool TryGetIdentifier(out string identifier)
    {
        identifier = "";
        return members.TryGetValue("identifier", out var value)
            && UntrustedJson.TryGetText(value, out identifier)
            && identifier.Length is > 0 and <= MaxIdentifierLength;
    }

    public bool TryGetInteger(string name, out ulong number)
    {
        number = 0;
        return members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out number);
    }

    /// <summary>An element of the scalar field that must be there.</summary>
    public bool TryGetElement(string name, out UInt256 number)
    {
        number = default;
        return members.TryGetValue(name, out var value) && UntrustedJson.TryGetText(value, out var text) && FieldText.TryParseElement(text, out number);
    }

    /// <summary>An element that may be missing, but not be anything else.</summary>
    public bool TryGetOptionalElement(string name, out UInt256? number)
    {
        number = null;
        if (!members.ContainsKey(name))
            return true;
        if (!TryGetElement(name, out var value))
            return false;

        number = value;
        return true;
    }

    /// <summary>An array of exactly so many numbers below 2^256.</summary>
    public bool TryGetNumbers(string name, int count, out UInt256[] numbers)
    {
        numbers = [];
        return members.TryGetValue(name, out var array) && TryReadNumbers(array, count, out numbers);
    }

    public static bool TryReadNumbers(JsonElement array, int count, out UInt256[] numbers)
    {
        numbers = new UInt256[count];
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() != count)
            return false;

        for (var i = 0; i < count; i++)
        {
            if (!UntrustedJson.TryGetText(array[i], out var text) || !FieldNumber.TryParse(text, out numbers[i]))
                return false;
        }

        return true;
    }
}
