using System.Text.Json;

namespace CrawlGate.Ethereum;

/// <summary>
/// Any EIP-712 message in the JSON shape of <c>eth_signTypedData_v4</c>, hashed. Strict, because what is signed must be what was
/// read: every member must be present, of its declared type and in range, and members outside the type are refused.
/// </summary>
public sealed class TypedData
{
    private const string DomainType = "EIP712Domain";

    private static readonly (string Name, string Type)[] DomainFields =
        [("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address"), ("salt", "bytes32")];

    /// <summary>
    /// Hashes a message. Numbers are JSON numbers or decimal or <c>0x</c> strings. When <paramref name="types"/> does not declare
    /// <c>EIP712Domain</c>, it is derived from the members that <paramref name="domain"/> has.
    /// </summary>
    /// <exception cref="FormatException">The types are malformed, or the domain or message does not match them.</exception>
    public TypedData(JsonElement types, string primaryType, JsonElement domain, JsonElement message)
    {
        if (primaryType == DomainType)
            throw new FormatException("The primary type must be a message, not the domain.");

        var declared = TypedDataTypes.Parse(types);
        var withDomain = declared.Contains(DomainType) ? declared : declared.With(DomainType, DeriveDomainFields(domain));

        DomainSeparator = new TypedDataEncoder(withDomain).HashStruct(DomainType, domain);
        StructHash = new TypedDataEncoder(declared).HashStruct(primaryType, message);
        Digest = Eip712.Digest(DomainSeparator, StructHash);
    }

    /// <summary>hashStruct of the domain.</summary>
    public Bytes32 DomainSeparator { get; }

    /// <summary>hashStruct of the message.</summary>
    public Bytes32 StructHash { get; }

    /// <summary>What is signed.</summary>
    public Bytes32 Digest { get; }

    /// <summary>Hashes an object with the members <c>types</c>, <c>primaryType</c>, <c>domain</c> and <c>message</c>.</summary>
    /// <exception cref="FormatException">One is missing, or the typed data is malformed.</exception>
    public static TypedData Parse(JsonElement typedData)
    {
        if (!UntrustedJson.TryGetText(Member("primaryType"), out var primaryType))
            throw new FormatException("The primary type is not a string.");

        return new TypedData(Member("types"), primaryType, Member("domain"), Member("message"));

        JsonElement Member(string name) =>
            UntrustedJson.TryGetMember(typedData, name, out var value) ? value : throw new FormatException($"Typed data has no {name}.");
    }

    private static IReadOnlyList<(string Name, string Type)> DeriveDomainFields(JsonElement domain) =>
        [.. DomainFields.Where(field => UntrustedJson.TryGetMember(domain, field.Name, out _))];
}
