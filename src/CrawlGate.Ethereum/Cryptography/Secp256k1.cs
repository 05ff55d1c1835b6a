namespace CrawlGate.Ethereum;

/// <summary>
/// Who signed, on secp256k1. Keys are recovered by the system's libsecp256k1 when it loads and by managed code otherwise. The
/// environment variable <c>CRAWLGATE_SECP256K1=managed</c>, or <see cref="AppContext"/> data of that name, turns the library off.
/// </summary>
public static class Secp256k1
{
    private const string Switch = "CRAWLGATE_SECP256K1";

    /// <summary>Whether the system's libsecp256k1 is in use.</summary>
    public static bool IsNative => Native is not null;

    /// <summary>The library when it is there and wanted.</summary>
    internal static NativeSecp256k1? Native { get; } =
        (AppContext.GetData(Switch) as string ?? Environment.GetEnvironmentVariable(Switch)) == "managed" ? null : NativeSecp256k1.Instance;

    /// <summary>The keys that <see cref="IsSignedBy"/> need not recover.</summary>
    internal static KnownKeys Known { get; } = new();

    /// <summary>The address whose key made the signature over the digest; false when there is none. Allocates nothing.</summary>
    public static bool TryRecover(Bytes32 digest, in EcdsaSignature signature, out Address signer)
    {
        Span<byte> publicKey = stackalloc byte[2 * Bytes32.Length];
        return TryRecover(digest, signature, publicKey, out signer);
    }

    /// <summary>
    /// Whether the address's key made the signature over the digest: the same answer as recovering and comparing, but faster for
    /// an address that has signed several times. Allocates only when it remembers such an address.
    /// </summary>
    public static bool IsSignedBy(Bytes32 digest, in EcdsaSignature signature, Address signer) => Known.IsSignedBy(digest, signature, signer);

    /// <summary>Recovers like the other overload and writes the key's 64 bytes x ‖ y too.</summary>
    internal static bool TryRecover(Bytes32 digest, in EcdsaSignature signature, Span<byte> publicKey, out Address signer)
    {
        signer = default;
        if (signature.V is not (EcdsaSignature.FirstV or EcdsaSignature.FirstV + 1))
            return false;

        var recoveryId = signature.V - EcdsaSignature.FirstV;
        var recovered = Native is { } native
            ? native.TryRecoverKey(digest, signature.R, signature.S, recoveryId, publicKey)
            : ManagedSecp256k1.TryRecoverKey(digest, signature.R, signature.S, recoveryId, publicKey);
        if (!recovered)
            return false;

        // A contract's ecrecover answers the zero address for a bad signature; it must never pass for a signer.
        signer = Address.FromPublicKey(publicKey);
        return !signer.IsZero;
    }
}
