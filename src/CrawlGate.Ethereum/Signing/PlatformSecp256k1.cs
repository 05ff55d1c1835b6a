using System.Security.Cryptography;

namespace CrawlGate.Ethereum;

/// <summary>
/// Signing with the platform's own <see cref="ECDsa"/> (OpenSSL on Linux, CNG on Windows; Apple's has no secp256k1), for systems
/// without libsecp256k1. The platform draws random nonces, so two signatures of one digest differ.
/// </summary>
internal static class PlatformSecp256k1
{
    private const string CurveOid = "1.3.132.0.10";

    /// <summary>The address of a private key in [1, n − 1].</summary>
    /// <exception cref="PlatformNotSupportedException">The platform has no curve secp256k1.</exception>
    public static Address GetAddress(ReadOnlySpan<byte> privateKey)
    {
        using var ecdsa = Open(privateKey);
        var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        Span<byte> key = stackalloc byte[2 * Bytes32.Length];
        point.X!.CopyTo(key);
        point.Y!.CopyTo(key[Bytes32.Length..]);
        return Address.FromPublicKey(key);
    }

    /// <summary>Signs; s is made low and v found by recovering with both.</summary>
    public static EcdsaSignature Sign(Bytes32 digest, ReadOnlySpan<byte> privateKey, Address address)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Length];
        digest.WriteTo(hash);
        Span<byte> signature = stackalloc byte[2 * Bytes32.Length];
        using (var ecdsa = Open(privateKey))
        {
            if (!ecdsa.TrySignHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out var written) || written != signature.Length)
                throw new CryptographicException("The platform refused to sign.");
        }

        Bytes32 r = new(signature[..Bytes32.Length]), s = new(signature[Bytes32.Length..]);
        for (var recoveryId = 0; recoveryId < 2; recoveryId++)
        {
            var candidate = EcdsaSignature.FromRecoverable(r, s, recoveryId);
            if (Secp256k1.TryRecover(digest, candidate, out var signer) && signer == address)
                return candidate;
        }

        throw new CryptographicException("The platform's signature does not recover to the signer.");
    }

    private static ECDsa Open(ReadOnlySpan<byte> privateKey)
    {
        var secret = GC.AllocateUninitializedArray<byte>(Bytes32.Length, pinned: true);
        try
        {
            privateKey.CopyTo(secret);
            return ECDsa.Create(new ECParameters { Curve = ECCurve.CreateFromValue(CurveOid), D = secret });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
