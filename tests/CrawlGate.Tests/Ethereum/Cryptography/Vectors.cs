using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

/// <summary>The signatures of the golden vectors, made by viem.</summary>
internal static class Vectors
{
    private static readonly JsonElement Root =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "x402-vectors.json"))).RootElement;

    public static IEnumerable<Signed> TypedData => Root.GetProperty("typedData").EnumerateObject().Select(entry => new Signed(
        entry.Name,
        Address.Parse(entry.Value.GetProperty("signer").GetString()),
        Bytes32.Parse(entry.Value.GetProperty("digest").GetString()),
        Hex.Decode(entry.Value.GetProperty("signature").GetString())));

    public static byte[] BadSignature(string name) => Hex.Decode(Root.GetProperty("badSignatures").GetProperty(name).GetString());

    public static string[] BadSignatureNames =>
        [.. Root.GetProperty("badSignatures").EnumerateObject().Select(entry => entry.Name).Where(name => name != "expect")];

    /// <summary>The public test key of an account.</summary>
    public static string PrivateKey(Address account) => Root.GetProperty("keys").EnumerateObject()
        .Single(entry => Address.Parse(entry.Value.GetProperty("address").GetString()) == account)
        .Value.GetProperty("privateKey").GetString()!;

    internal sealed record Signed(string Name, Address Signer, Bytes32 Digest, byte[] Signature);
}
