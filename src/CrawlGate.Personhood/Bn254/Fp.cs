using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// An integer modulo BN254's base prime p (254 bits), as value · 2^256 mod p (Montgomery form) in four limbs, always below p, so that
/// equal values have equal limbs. Variable time: for public data only.
/// </summary>
[SkipLocalsInit]
internal readonly partial struct Fp : IEquatable<Fp>
{
    private const ulong P0 = 0x3c208c16d87cfd47, P1 = 0x97816a916871ca8d, P2 = 0xb85045b68181585d, P3 = 0x30644e72e131a029;

    // 2^256 mod p: one, and its square, which carries a plain integer into Montgomery form.
    private static readonly Fp MontgomeryOne = new(0xd35d438dc58f0d9d, 0x0a78eb28f5c70b3d, 0x666ea36f7879462c, 0x0e0a77c19a07df2f);
    private static readonly Fp MontgomerySquare = new(0xf32cfc5b538afa89, 0xb5e71911d44501fb, 0x47ab1eff0a417ff6, 0x06d89f71cab8351f);

    private readonly ulong _0, _1, _2, _3; // least significant first

    private Fp(ulong w0, ulong w1, ulong w2, ulong w3) => (_0, _1, _2, _3) = (w0, w1, w2, w3);

    /// <summary>Zero.</summary>
    public static Fp Zero => default;

    /// <summary>One.</summary>
    public static Fp One => MontgomeryOne;

    /// <summary>1 / 2.</summary>
    public static Fp Half { get; } = From(2).Inverse();

    /// <summary>Whether this is zero.</summary>
    public bool IsZero => (_0 | _1 | _2 | _3) == 0;

    /// <summary>The residue of a small integer.</summary>
    public static Fp From(ulong small) => new Fp(small, 0, 0, 0) * MontgomerySquare;

    /// <summary>Takes an integer below p; a larger one is another spelling of a residue and is refused.</summary>
    public static bool TryFrom(UInt256 value, out Fp element)
    {
        Span<byte> bytes = stackalloc byte[32];
        value.WriteTo(bytes);
        var plain = new Fp(
            BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes));
        SubtractP(plain._0, plain._1, plain._2, plain._3, out var borrow);
        element = borrow == 0 ? default : plain * MontgomerySquare;
        return borrow != 0;
    }

    /// <summary>The integer below p.</summary>
    public UInt256 ToUInt256()
    {
        var plain = this * new Fp(1, 0, 0, 0);
        Span<byte> bytes = stackalloc byte[32];
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], plain._0);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], plain._1);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], plain._2);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, plain._3);
        return new UInt256(bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp operator +(in Fp a, in Fp b)
    {
        // Two values below p stay below 2^255, so nothing leaves the top limb.
        ulong carry = 0;
        var w0 = Add(a._0, b._0, ref carry);
        var w1 = Add(a._1, b._1, ref carry);
        var w2 = Add(a._2, b._2, ref carry);
        return ReduceOnce(w0, w1, w2, a._3 + b._3 + carry);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp operator -(in Fp a, in Fp b)
    {
        ulong borrow = 0;
        var w0 = Subtract(a._0, b._0, ref borrow);
        var w1 = Subtract(a._1, b._1, ref borrow);
        var w2 = Subtract(a._2, b._2, ref borrow);
        var w3 = Subtract(a._3, b._3, ref borrow);
        var below = 0 - borrow;
        ulong carry = 0;
        w0 = Add(w0, P0 & below, ref carry);
        w1 = Add(w1, P1 & below, ref carry);
        w2 = Add(w2, P2 & below, ref carry);
        return new Fp(w0, w1, w2, w3 + (P3 & below) + carry);
    }

    public static Fp operator -(in Fp a) => Zero - a;

    public static bool operator ==(in Fp a, in Fp b) => ((a._0 ^ b._0) | (a._1 ^ b._1) | (a._2 ^ b._2) | (a._3 ^ b._3)) == 0;

    public static bool operator !=(in Fp a, in Fp b) => !(a == b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Fp Double() => this + this;

    public bool Equals(Fp other) => this == other;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Fp other && this == other;

    public override int GetHashCode() => HashCode.Combine(_0, _1, _2, _3);

    /// <summary>Brings a value below 2p under p, without a branch that could not be predicted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fp ReduceOnce(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        var less = SubtractP(w0, w1, w2, w3, out var borrow);
        var below = 0 - borrow;
        return new Fp(
            less._0 ^ ((less._0 ^ w0) & below),
            less._1 ^ ((less._1 ^ w1) & below),
            less._2 ^ ((less._2 ^ w2) & below),
            less._3 ^ ((less._3 ^ w3) & below));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fp SubtractP(ulong w0, ulong w1, ulong w2, ulong w3, out ulong borrow)
    {
        borrow = 0;
        return new Fp(Subtract(w0, P0, ref borrow), Subtract(w1, P1, ref borrow), Subtract(w2, P2, ref borrow), Subtract(w3, P3, ref borrow));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Add(ulong a, ulong b, ref ulong carry)
    {
        var sum = a + b;
        var total = sum + carry;
        carry = (sum < a ? 1UL : 0) + (total < sum ? 1UL : 0);
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Subtract(ulong a, ulong b, ref ulong borrow)
    {
        var difference = a - b;
        var total = difference - borrow;
        borrow = (a < b ? 1UL : 0) + (difference < total ? 1UL : 0);
        return total;
    }
}
