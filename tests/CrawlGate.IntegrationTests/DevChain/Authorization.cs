using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>An EIP-3009 authorisation as the tests of the chain itself write it, apart from the code under test.</summary>
public sealed record Authorization(Address From, Address To, UInt256 Value)
{
    public long ValidAfter { get; init; }

    public long ValidBefore { get; init; } = 4_000_000_000;

    public Bytes32 Nonce { get; init; } = new(RandomNumberGenerator.GetBytes(Bytes32.Length));

    /// <summary>Signs it with a key for a token whose domain is <c>USDC</c>, version <c>2</c>.</summary>
    public Task<byte[]> SignAsync(TypedDataSigner signer, string privateKey, ulong chainId, Address token) => signer.SignAsync(
        privateKey,
        TypedData(
            chainId,
            token,
            "TransferWithAuthorization",
            [("from", "address", Text(From)), ("to", "address", Text(To)), ("value", "uint256", Value.ToString()),
                ("validAfter", "uint256", Text(ValidAfter)), ("validBefore", "uint256", Text(ValidBefore)), ("nonce", "bytes32", Nonce.ToString())]));

    /// <summary>Signs its cancellation.</summary>
    public Task<byte[]> SignCancellationAsync(TypedDataSigner signer, string privateKey, ulong chainId, Address token) => signer.SignAsync(
        privateKey,
        TypedData(chainId, token, "CancelAuthorization", [("authorizer", "address", Text(From)), ("nonce", "bytes32", Nonce.ToString())]));

    /// <summary>Calldata of the overload that takes <c>v</c>, <c>r</c> and <c>s</c>.</summary>
    public byte[] EncodeSplit(ContractArtifact dollar, byte[] signature) => dollar.Encode(
        "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
        From, To, Value, (UInt256)(ulong)ValidAfter, (UInt256)(ulong)ValidBefore, Nonce,
        signature[64], new Bytes32(signature.AsSpan(0, 32)), new Bytes32(signature.AsSpan(32, 32)));

    /// <summary>Calldata of the overload that takes the signature as <c>bytes</c>.</summary>
    public byte[] EncodeBytes(ContractArtifact dollar, byte[] signature) => dollar.Encode(
        "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
        From, To, Value, (UInt256)(ulong)ValidAfter, (UInt256)(ulong)ValidBefore, Nonce, signature);

    private static JsonObject TypedData(ulong chainId, Address token, string type, (string Name, string Type, string Value)[] fields) => new()
    {
        ["domain"] = new JsonObject { ["name"] = "USDC", ["version"] = "2", ["chainId"] = chainId, ["verifyingContract"] = Text(token) },
        ["types"] = new JsonObject
        {
            [type] = new JsonArray([.. fields.Select(field => new JsonObject { ["name"] = field.Name, ["type"] = field.Type })]),
        },
        ["primaryType"] = type,
        ["message"] = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Value))),
    };

    private static string Text(Address address) => Hex.Encode(address.ToArray());

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
