using System.Globalization;
using System.Text.Json;

namespace CrawlGate.Ethereum;

/// <summary>EIP-712 <c>hashStruct</c> and <c>encodeData</c> over JSON values.</summary>
internal sealed class TypedDataEncoder(TypedDataTypes types)
{
    /// <summary>Deeper messages are refused, so that no input exhausts the stack.</summary>
    private const int MaxDepth = 64;

    private readonly Dictionary<string, Bytes32> _typeHashes = new(StringComparer.Ordinal);

    public static bool IsAtomic(string type) =>
        type is "address" or "bool" || BytesSize(type) > 0 || TypedDataInteger.TryParseType(type, out _, out _);

    public Bytes32 HashStruct(string type, JsonElement value) => HashStruct(type, value, 0);

    private Bytes32 HashStruct(string type, JsonElement value, int depth)
    {
        if (depth > MaxDepth)
            throw new FormatException("The message is nested too deeply.");
        var fields = types.Fields(type);
        if (!UntrustedJson.TryGetMembers(value, out var members))
            throw new FormatException($"A value of type {type} is not an object, or has a member twice.");
        if (members.Count != fields.Count)
            throw new FormatException($"A value of type {type} does not have exactly the declared members.");

        if (!_typeHashes.TryGetValue(type, out var typeHash))
            _typeHashes[type] = typeHash = Eip712.TypeHash(types.EncodeType(type));

        var buffer = new byte[(fields.Count + 1) * Bytes32.Length];
        typeHash.WriteTo(buffer);
        for (var i = 0; i < fields.Count; i++)
        {
            if (!members.TryGetValue(fields[i].Name, out var member))
                throw new FormatException($"{type}.{fields[i].Name} is missing.");

            Encode(fields[i].Type, member, depth + 1).WriteTo(buffer.AsSpan((i + 1) * Bytes32.Length));
        }

        return Keccak256.HashData(buffer);
    }

    private Bytes32 Encode(string type, JsonElement value, int depth)
    {
        if (types.Contains(type))
            return HashStruct(type, value, depth);
        if (type.EndsWith(']'))
            return HashArray(type, value, depth);
        if (TypedDataInteger.TryParseType(type, out var signed, out var bits))
            return TypedDataInteger.Encode(value, signed, bits);

        return type switch
        {
            "string" => Eip712.HashText(Text(value)),
            "bytes" => Keccak256.HashData(Hex.Decode(Text(value))),
            "bool" when value.ValueKind is JsonValueKind.True or JsonValueKind.False => Word(value.GetBoolean() ? 1ul : 0),
            "address" => AddressWord(value),
            _ when BytesSize(type) is > 0 and var size => FixedBytes(value, size),
            _ => throw new FormatException("A type is not declared, or a bool is neither true nor false."),
        };
    }

    private Bytes32 HashArray(string type, JsonElement value, int depth)
    {
        if (depth > MaxDepth)
            throw new FormatException("The message is nested too deeply.");

        var open = type.LastIndexOf('[');
        var size = type.AsSpan()[(open + 1)..^1];
        var count = 0;
        if (open <= 0 || (size.Length > 0 && (size[0] == '0' || !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out count))))
            throw new FormatException("An array type is malformed.");
        if (value.ValueKind != JsonValueKind.Array || (count > 0 && value.GetArrayLength() != count))
            throw new FormatException($"A value of type {type} is not an array of the declared length.");

        // The length of an empty array says nothing of its element type, which must be known all the same.
        var element = type[..open];
        RequireKnown(element);
        var buffer = new byte[value.GetArrayLength() * Bytes32.Length];
        var position = 0;
        foreach (var item in value.EnumerateArray())
        {
            Encode(element, item, depth + 1).WriteTo(buffer.AsSpan(position));
            position += Bytes32.Length;
        }

        return Keccak256.HashData(buffer);
    }

    private void RequireKnown(string type)
    {
        var innermost = type.Split('[')[0];
        if (!types.Contains(innermost) && !IsAtomic(innermost) && innermost is not ("string" or "bytes"))
            throw new FormatException("A type is not declared.");
    }

    private static string Text(JsonElement value) =>
        UntrustedJson.TryGetText(value, out var text) ? text : throw new FormatException("A value is not a string, or not valid Unicode.");

    private static Bytes32 AddressWord(JsonElement value)
    {
        Span<byte> word = stackalloc byte[Bytes32.Length];
        word.Clear();
        Address.Parse(Text(value)).WriteTo(word[12..]);
        return new Bytes32(word);
    }

    private static Bytes32 FixedBytes(JsonElement value, int size)
    {
        Span<byte> word = stackalloc byte[Bytes32.Length];
        word.Clear();
        if (!Hex.TryDecode(Text(value), word[..size]))
            throw new FormatException($"A bytes{size} is not 0x and {size * 2} hexadecimal digits.");

        return new Bytes32(word);
    }

    private static Bytes32 Word(UInt256 value)
    {
        Span<byte> word = stackalloc byte[Bytes32.Length];
        value.WriteTo(word);
        return new Bytes32(word);
    }

    /// <summary>N of <c>bytesN</c> with N in [1, 32]; otherwise 0.</summary>
    private static int BytesSize(string type) =>
        type.StartsWith("bytes", StringComparison.Ordinal)
        && type is [_, _, _, _, _, >= '1' and <= '9', ..]
        && int.TryParse(type.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
        && size <= 32
            ? size
            : 0;
}
