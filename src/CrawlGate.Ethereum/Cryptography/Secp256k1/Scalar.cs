using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CrawlGate.Ethereum;

/// <summary>An integer in [0, n), n the order of secp256k1. Variable time: for public data only, never for a key.</summary>
internal struct Scalar
{
    // The order n, four words from the least significant. Arrays, since spans over constants allocate in code that is not optimised.
    private static readonly ulong[] Order = [0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF];

    // (n − 1) / 2, the greatest low s.
    private static readonly ulong[] HalfOrder = [0xDFE92F46681B20A0, 0x5D576E7357A4501D, 0xFFFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF];

    // 2^256 − n.
    private static readonly ulong[] TwoTo256ModOrder = [0x402DA1732FC9BEBF, 0x4551231950B75FC4, 1];

    private Words _words;

    /// <summary>Whether this is zero.</summary>
    public readonly bool IsZero => !Span.ContainsAnyExcept(0ul);

    /// <summary>Whether this is above (n − 1) / 2.</summary>
    public readonly bool IsHigh => Limbs.Compare(Span, HalfOrder) > 0;

    /// <summary>The four words, least significant first.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<ulong> Span => _words;

    /// <summary>The order n, 32 big-endian bytes.</summary>
    public static byte[] OrderBytes()
    {
        var bytes = new byte[Bytes32.Length];
        Limbs.Write(Order, bytes);
        return bytes;
    }

    /// <summary>Reads 32 bytes that must be a number below n.</summary>
    public static bool TryRead(Bytes32 value, out Scalar scalar)
    {
        scalar = Read(value);
        return Limbs.Compare(scalar._words, Order) < 0;
    }

    /// <summary>Reads 32 bytes modulo n.</summary>
    public static Scalar ReadReduced(Bytes32 value)
    {
        if (!TryRead(value, out var scalar))
            Limbs.Subtract(scalar._words, Order);

        return scalar;
    }

    /// <summary>The product modulo n.</summary>
    public static Scalar Multiply(in Scalar a, in Scalar b)
    {
        Span<ulong> value = stackalloc ulong[8];
        Span<ulong> folded = stackalloc ulong[8];
        Limbs.Multiply(a._words, b._words, value);
        while (value[4..].ContainsAnyExcept(0ul))
        {
            Limbs.Multiply(value[4..], TwoTo256ModOrder, folded);
            Limbs.Add(folded, value[..4]);
            folded.CopyTo(value);
        }

        var result = default(Scalar);
        value[..4].CopyTo(result._words);
        if (Limbs.Compare(result._words, Order) >= 0)
            Limbs.Subtract(result._words, Order);

        return result;
    }

    /// <summary>n − this, or zero for zero.</summary>
    public readonly Scalar Negate()
    {
        var result = default(Scalar);
        if (IsZero)
            return result;

        Order.CopyTo(result._words);
        Limbs.Subtract(result._words, _words);
        return result;
    }

    /// <summary>The inverse modulo n; this is not zero.</summary>
    public readonly Scalar Invert()
    {
        var result = this;
        ModularInverse.N.Invert(result._words);
        return result;
    }

    /// <summary>Thirty-two big-endian bytes.</summary>
    public readonly Bytes32 ToBytes32()
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        Limbs.Write(_words, bytes);
        return new Bytes32(bytes);
    }

    private static Scalar Read(Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        value.WriteTo(bytes);
        var scalar = default(Scalar);
        Limbs.Read(bytes, scalar._words);
        return scalar;
    }

    [InlineArray(4)]
    private struct Words
    {
        private ulong _first;
    }
}
