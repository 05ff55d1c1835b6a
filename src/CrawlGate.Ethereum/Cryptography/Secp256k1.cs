namespace CrawlGate.Ethereum;

/// <summary>Public-key recovery on secp256k1, by the system's libsecp256k1 when it loads and by managed code otherwise.</summary>
public static class Secp256k1
{
    /// <summary>Whether the system's libsecp256k1 is in use.</summary>
    public static bool IsNative => throw new NotImplementedException();

    /// <summary>The address whose key made the signature over the digest; false when there is none.</summary>
    public static bool TryRecover(Bytes32 digest, in EcdsaSignature signature, out Address signer) => throw new NotImplementedException();
}
