namespace CrawlGate.Ethereum;

/// <summary>
/// Public-key recovery (SEC 1, section 4.1.6) in managed code, without allocation. It works on public data only and its time
/// depends on that data; signing is never done with it.
/// </summary>
internal static class ManagedSecp256k1
{
    /// <summary>The address whose key made the signature over the digest; false when there is none.</summary>
    public static bool TryRecover(Bytes32 digest, Bytes32 r, Bytes32 s, int recoveryId, out Address signer)
    {
        Span<byte> publicKey = stackalloc byte[2 * Bytes32.Length];
        var recovered = TryRecoverKey(digest, r, s, recoveryId, publicKey);
        signer = recovered ? Address.FromPublicKey(publicKey) : default;
        return recovered;
    }

    /// <summary>Writes the 64 bytes x ‖ y of the key that made the signature over the digest; false when there is none.</summary>
    public static bool TryRecoverKey(Bytes32 digest, Bytes32 r, Bytes32 s, int recoveryId, Span<byte> publicKey)
    {
        if (!Scalar.TryRead(r, out var x) || x.IsZero || !Scalar.TryRead(s, out var sScalar) || sScalar.IsZero)
            return false;

        // r is the x coordinate itself: recovery ids 2 and 3, for r + n, have no v.
        r.WriteTo(publicKey);
        if (!AffinePoint.TryFromX(FieldElement.FromBigEndian(publicKey), (recoveryId & 1) != 0, out var point))
            return false;

        // Q = (s·R − z·G) / r.
        var inverse = x.Invert();
        var forG = Scalar.Multiply(Scalar.ReadReduced(digest), inverse).Negate();
        var forR = Scalar.Multiply(sScalar, inverse);
        if (!DoubleMultiplication.TryCompute(forG, forR, point, out var key))
            return false;

        key.X.WriteTo(publicKey);
        key.Y.WriteTo(publicKey[Bytes32.Length..]);
        return true;
    }
}
