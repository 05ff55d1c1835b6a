namespace CrawlGate.Ethereum;

/// <summary>
/// Public-key recovery on secp256k1, by the system's libsecp256k1 when it loads and by managed code otherwise. The environment
/// variable <c>CRAWLGATE_SECP256K1=managed</c>, or <see cref="AppContext"/> data of that name, turns the library off.
/// </summary>
public static class Secp256k1
{
    private const string Switch = "CRAWLGATE_SECP256K1";

    /// <summary>Whether the system's libsecp256k1 is in use.</summary>
    public static bool IsNative => Native is not null;

    /// <summary>The library when it is there and wanted.</summary>
    internal static NativeSecp256k1? Native { get; } =
        (AppContext.GetData(Switch) as string ?? Environment.GetEnvironmentVariable(Switch)) == "managed" ? null : NativeSecp256k1.Instance;

    /// <summary>The address whose key made the signature over the digest; false when there is none. Allocates nothing.</summary>
    public static bool TryRecover(Bytes32 digest, in EcdsaSignature signature, out Address signer)
    {
        signer = default;
        if (signature.V is not (EcdsaSignature.FirstV or EcdsaSignature.FirstV + 1))
            return false;

        var recoveryId = signature.V - EcdsaSignature.FirstV;
        var recovered = Native is { } native
            ? native.TryRecover(digest, signature.R, signature.S, recoveryId, out signer)
            : ManagedSecp256k1.TryRecover(digest, signature.R, signature.S, recoveryId, out signer);

        // A contract's ecrecover answers the zero address for a bad signature; it must never pass for a signer.
        return recovered && !signer.IsZero;
    }
}
