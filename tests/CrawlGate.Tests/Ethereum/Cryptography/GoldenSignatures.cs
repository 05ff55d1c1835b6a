using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

/// <summary>The signatures of the golden vectors, made by viem.</summary>
internal static class GoldenSignatures
{
    public static IEnumerable<Signed> TypedData => GoldenJson.X402.GetProperty("typedData").EnumerateObject().Select(entry => new Signed(
        entry.Name,
        Address.Parse(entry.Value.GetProperty("signer").GetString()),
        Bytes32.Parse(entry.Value.GetProperty("digest").GetString()),
        Hex.Decode(entry.Value.GetProperty("signature").GetString())));

    public static byte[] BadSignature(string name) => Hex.Decode(GoldenJson.X402.GetProperty("badSignatures").GetProperty(name).GetString());

    public static string[] BadSignatureNames =>
        [.. GoldenJson.X402.GetProperty("badSignatures").EnumerateObject().Select(entry => entry.Name).Where(name => name != "expect")];

    /// <summary>The public test key of an account.</summary>
    public static string PrivateKey(Address account) => GoldenJson.X402.GetProperty("keys").EnumerateObject()
        .Single(entry => Address.Parse(entry.Value.GetProperty("address").GetString()) == account)
        .Value.GetProperty("privateKey").GetString()!;

    internal sealed record Signed(string Name, Address Signer, Bytes32 Digest, byte[] Signature);
}
