using System.Buffers.Binary;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// Groth16 proofs in four words instead of eight, as the verifier contracts that gnark's Solidity template produces take them (World ID 4
/// among them): each point is its x with a bit that chooses between the two y.
/// </summary>
public static class Bn254Compression
{
    /// <summary>How many words a compressed proof has.</summary>
    public const int Words = 4;

    /// <summary>
    /// Decompresses A, B (its imaginary word first) and C. False when there are not four words, when an x is p or above, or when no point of
    /// the curve has it; the word 0, which stands for infinity elsewhere, is one of these. That B is in G2 is left to
    /// <see cref="Groth16.Verify"/>.
    /// </summary>
    public static bool TryDecompress(ReadOnlySpan<UInt256> fourWords, out Groth16Proof proof)
    {
        proof = default;
        if (fourWords.Length != Words
            || !TryDecompressG1(fourWords[0], out var a)
            || !TryDecompressG2(fourWords[2], fourWords[1], out var b)
            || !TryDecompressG1(fourWords[3], out var c))
        {
            return false;
        }

        proof = new Groth16Proof(
            a.X.ToUInt256(),
            a.Y.ToUInt256(),
            b.X.Real.ToUInt256(),
            b.X.Imaginary.ToUInt256(),
            b.Y.Real.ToUInt256(),
            b.Y.Imaginary.ToUInt256(),
            c.X.ToUInt256(),
            c.Y.ToUInt256());
        return true;
    }

    /// <summary>x above one bit: whether y is the negative of the root a^((p + 1)/4).</summary>
    internal static bool TryDecompressG1(UInt256 word, out G1 point)
    {
        point = default;
        return Fp.TryFrom(ShiftRight(word, 1, out var flags), out var x) && G1.TryFromX(x, flags == 1, out point);
    }

    /// <summary>x's real part above two bits: whether y is negated, and which root of the norm leads to y.</summary>
    internal static bool TryDecompressG2(UInt256 realWord, UInt256 imaginary, out G2 point)
    {
        point = default;
        if (!Fp2.TryFrom(ShiftRight(realWord, 2, out var flags), imaginary, out var x) || !G2.RightSide(x).TrySqrt((flags & 2) != 0, out var y))
            return false;

        point = new G2(x, (flags & 1) != 0 ? -y : y);
        return true;
    }

    private static UInt256 ShiftRight(UInt256 word, int count, out int shiftedOut)
    {
        Span<byte> bytes = stackalloc byte[32];
        word.WriteTo(bytes);
        shiftedOut = bytes[31] & ((1 << count) - 1);
        var above = 0UL;
        for (var i = 0; i < 32; i += 8)
        {
            var limb = BinaryPrimitives.ReadUInt64BigEndian(bytes[i..]);
            BinaryPrimitives.WriteUInt64BigEndian(bytes[i..], (limb >> count) | above);
            above = limb << (64 - count);
        }

        return new UInt256(bytes);
    }
}
