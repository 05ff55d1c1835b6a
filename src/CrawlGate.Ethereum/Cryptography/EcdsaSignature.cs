using System.Security.Cryptography;

namespace CrawlGate.Ethereum;

/// <summary>A secp256k1 signature as EVM tokens accept it: 65 bytes r ‖ s ‖ v with v ∈ {27, 28}, 0 &lt; r &lt; n and 0 &lt; s ≤ n/2.</summary>
public readonly struct EcdsaSignature
{
    /// <summary>The number of bytes.</summary>
    public const int Length = 65;

    /// <summary>v for an even y of the nonce point; an odd one adds one.</summary>
    internal const byte FirstV = 27;

    /// <summary>r, big-endian.</summary>
    public Bytes32 R { get; private init; }

    /// <summary>s, big-endian.</summary>
    public Bytes32 S { get; private init; }

    /// <summary>27 or 28.</summary>
    public byte V { get; private init; }

    /// <summary>Reads 65 bytes; false for any other length, v outside {27, 28}, r or s out of range, or a high s.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out EcdsaSignature signature)
    {
        signature = default;
        if (bytes.Length != Length || bytes[64] is not (FirstV or FirstV + 1))
            return false;

        Bytes32 r = new(bytes[..32]), s = new(bytes[32..64]);
        if (!Scalar.TryRead(r, out var rScalar) || rScalar.IsZero || !Scalar.TryRead(s, out var sScalar) || sScalar.IsZero || sScalar.IsHigh)
            return false;

        signature = new EcdsaSignature { R = r, S = s, V = bytes[64] };
        return true;
    }

    /// <summary>
    /// Makes a signature of what a signer gave, turning a high s into its low twin n − s, which goes with the nonce point's
    /// negative and so with the other recovery id.
    /// </summary>
    /// <exception cref="CryptographicException">Not a signature, or its r overflowed n, for which there is no v.</exception>
    internal static EcdsaSignature FromRecoverable(Bytes32 r, Bytes32 s, int recoveryId)
    {
        if (recoveryId is not (0 or 1)
            || !Scalar.TryRead(r, out var rScalar) || rScalar.IsZero || !Scalar.TryRead(s, out var sScalar) || sScalar.IsZero)
        {
            throw new CryptographicException("The signer's answer is not an Ethereum signature.");
        }

        return sScalar.IsHigh
            ? new EcdsaSignature { R = r, S = sScalar.Negate().ToBytes32(), V = (byte)(FirstV + (recoveryId ^ 1)) }
            : new EcdsaSignature { R = r, S = s, V = (byte)(FirstV + recoveryId) };
    }

    /// <summary>r ‖ s ‖ v.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        R.WriteTo(bytes);
        S.WriteTo(bytes.AsSpan(32));
        bytes[64] = V;
        return bytes;
    }
}
