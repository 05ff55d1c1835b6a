using System.Text;
using System.Text.Json;

namespace CrawlGate.Ethereum;

/// <summary>The struct types of an EIP-712 message: their fields and <c>encodeType</c>.</summary>
internal sealed class TypedDataTypes
{
    private readonly Dictionary<string, IReadOnlyList<(string Name, string Type)>> _structs;

    private TypedDataTypes(Dictionary<string, IReadOnlyList<(string Name, string Type)>> structs) => _structs = structs;

    /// <summary>Reads <c>{"Person":[{"name":"wallet","type":"address"}]}</c>.</summary>
    public static TypedDataTypes Parse(JsonElement types)
    {
        if (!UntrustedJson.TryGetMembers(types, out var declarations))
            throw new FormatException("The types are not an object, or one is declared twice.");

        var structs = new Dictionary<string, IReadOnlyList<(string, string)>>(StringComparer.Ordinal);
        foreach (var (name, fields) in declarations)
        {
            if (!IsIdentifier(name) || TypedDataEncoder.IsAtomic(name) || name is "string" or "bytes")
                throw new FormatException("A struct type's name is not an identifier or names a built-in type.");

            structs.Add(name, ParseFields(fields));
        }

        return new TypedDataTypes(structs);
    }

    public bool Contains(string type) => _structs.ContainsKey(type);

    public TypedDataTypes With(string type, IReadOnlyList<(string Name, string Type)> fields) =>
        new(new Dictionary<string, IReadOnlyList<(string, string)>>(_structs, StringComparer.Ordinal) { [type] = fields });

    public IReadOnlyList<(string Name, string Type)> Fields(string type) =>
        _structs.TryGetValue(type, out var fields) ? fields : throw new FormatException("A type is not declared.");

    /// <summary>The type followed by the structs it refers to, directly or not, in alphabetical order.</summary>
    public string EncodeType(string type)
    {
        var referenced = new SortedSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>([type]);
        while (pending.TryPop(out var next))
        {
            foreach (var (_, fieldType) in Fields(next))
            {
                var element = fieldType.Split('[')[0];
                if (Contains(element) && element != type && referenced.Add(element))
                    pending.Push(element);
            }
        }

        var text = new StringBuilder();
        foreach (var name in referenced.Prepend(type))
            text.Append(name).Append('(').AppendJoin(',', Fields(name).Select(field => $"{field.Type} {field.Name}")).Append(')');

        return text.ToString();
    }

    private static List<(string Name, string Type)> ParseFields(JsonElement fields)
    {
        if (fields.ValueKind != JsonValueKind.Array)
            throw new FormatException("A struct type is not an array of fields.");

        var result = new List<(string Name, string Type)>();
        foreach (var field in fields.EnumerateArray())
        {
            if (!UntrustedJson.TryGetMember(field, "name", out var nameValue)
                || !UntrustedJson.TryGetText(nameValue, out var name)
                || !UntrustedJson.TryGetMember(field, "type", out var typeValue)
                || !UntrustedJson.TryGetText(typeValue, out var type))
            {
                throw new FormatException("A field has no name or no type.");
            }

            if (!IsIdentifier(name) || result.Exists(known => known.Name == name))
                throw new FormatException("A field's name is not an identifier or appears twice.");

            result.Add((name, type));
        }

        return result;
    }

    private static bool IsIdentifier(string text) =>
        text.Length > 0
        && !char.IsAsciiDigit(text[0])
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '$');
}
