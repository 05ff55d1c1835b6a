using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CrawlGate.Ethereum;

internal partial struct FieldElement
{
    // 2^260 mod p: what one unit of the sixth limb is worth.
    private const ulong Fold = 0x1000003D10;

    /// <summary>a · b. Either may be <paramref name="result"/>. Magnitudes may be up to 16; the result's is 1.</summary>
    /// <remarks>
    /// Both operands are shifted left by six, so that a partial product's high word is its bits from 52 upwards and its low word,
    /// shifted right by twelve, the 52 bits below. Columns of such halves add up in 64 bits without a single carry, which .NET
    /// has no cheap way to propagate: this is a fifth faster than four 64-bit limbs although it multiplies more often.
    /// </remarks>
    [SkipLocalsInit]
    public static void Multiply(in FieldElement a, in FieldElement b, out FieldElement result)
    {
        ulong a0 = a._0 << 6, a1 = a._1 << 6, a2 = a._2 << 6, a3 = a._3 << 6, a4 = a._4 << 6;
        ulong b0 = b._0 << 6, b1 = b._1 << 6, b2 = b._2 << 6, b3 = b._3 << 6, b4 = b._4 << 6;

        var t0 = (a0 * b0) >> 12; var t1 = High(a0, b0);
        t1 += (a0 * b1) >> 12; var t2 = High(a0, b1);
        t1 += (a1 * b0) >> 12; t2 += High(a1, b0);
        t2 += (a0 * b2) >> 12; var t3 = High(a0, b2);
        t2 += (a1 * b1) >> 12; t3 += High(a1, b1);
        t2 += (a2 * b0) >> 12; t3 += High(a2, b0);
        t3 += (a0 * b3) >> 12; var t4 = High(a0, b3);
        t3 += (a1 * b2) >> 12; t4 += High(a1, b2);
        t3 += (a2 * b1) >> 12; t4 += High(a2, b1);
        t3 += (a3 * b0) >> 12; t4 += High(a3, b0);
        t4 += (a0 * b4) >> 12; var t5 = High(a0, b4);
        t4 += (a1 * b3) >> 12; t5 += High(a1, b3);
        t4 += (a2 * b2) >> 12; t5 += High(a2, b2);
        t4 += (a3 * b1) >> 12; t5 += High(a3, b1);
        t4 += (a4 * b0) >> 12; t5 += High(a4, b0);
        t5 += (a1 * b4) >> 12; var t6 = High(a1, b4);
        t5 += (a2 * b3) >> 12; t6 += High(a2, b3);
        t5 += (a3 * b2) >> 12; t6 += High(a3, b2);
        t5 += (a4 * b1) >> 12; t6 += High(a4, b1);
        t6 += (a2 * b4) >> 12; var t7 = High(a2, b4);
        t6 += (a3 * b3) >> 12; t7 += High(a3, b3);
        t6 += (a4 * b2) >> 12; t7 += High(a4, b2);
        t7 += (a3 * b4) >> 12; var t8 = High(a3, b4);
        t7 += (a4 * b3) >> 12; t8 += High(a4, b3);
        t8 += (a4 * b4) >> 12; var t9 = High(a4, b4);

        Reduce(t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, out result);
    }

    /// <summary>a². It may be <paramref name="result"/>. The magnitude may be up to 16; the result's is 1.</summary>
    [SkipLocalsInit]
    public static void Square(in FieldElement a, out FieldElement result)
    {
        ulong a0 = a._0 << 6, a1 = a._1 << 6, a2 = a._2 << 6, a3 = a._3 << 6, a4 = a._4 << 6;
        ulong d0 = a0 << 1, d1 = a1 << 1, d2 = a2 << 1, d3 = a3 << 1;

        var t0 = (a0 * a0) >> 12; var t1 = High(a0, a0);
        t1 += (d0 * a1) >> 12; var t2 = High(d0, a1);
        t2 += (d0 * a2) >> 12; var t3 = High(d0, a2);
        t2 += (a1 * a1) >> 12; t3 += High(a1, a1);
        t3 += (d0 * a3) >> 12; var t4 = High(d0, a3);
        t3 += (d1 * a2) >> 12; t4 += High(d1, a2);
        t4 += (d0 * a4) >> 12; var t5 = High(d0, a4);
        t4 += (d1 * a3) >> 12; t5 += High(d1, a3);
        t4 += (a2 * a2) >> 12; t5 += High(a2, a2);
        t5 += (d1 * a4) >> 12; var t6 = High(d1, a4);
        t5 += (d2 * a3) >> 12; t6 += High(d2, a3);
        t6 += (d2 * a4) >> 12; var t7 = High(d2, a4);
        t6 += (a3 * a3) >> 12; t7 += High(a3, a3);
        t7 += (d3 * a4) >> 12; var t8 = High(d3, a4);
        t8 += (a4 * a4) >> 12; var t9 = High(a4, a4);

        Reduce(t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, out result);
    }

    /// <summary>Brings ten columns back to five limbs: the upper five are worth <see cref="Fold"/> times the lower five.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(
        ulong t0, ulong t1, ulong t2, ulong t3, ulong t4, ulong t5, ulong t6, ulong t7, ulong t8, ulong t9, out FieldElement result)
    {
        const ulong Fold12 = Fold << 12;
        var u5 = t5 & LimbMask;
        var u6 = (t6 & LimbMask) + (t5 >> LimbBits);
        var u7 = (t7 & LimbMask) + (t6 >> LimbBits);
        var u8 = (t8 & LimbMask) + (t7 >> LimbBits);
        var u9 = (t9 & LimbMask) + (t8 >> LimbBits);

        t0 += (u5 * Fold12) >> 12; t1 += High(u5, Fold12);
        t1 += (u6 * Fold12) >> 12; t2 += High(u6, Fold12);
        t2 += (u7 * Fold12) >> 12; t3 += High(u7, Fold12);
        t3 += (u8 * Fold12) >> 12; t4 += High(u8, Fold12);
        t4 += (u9 * Fold12) >> 12;
        var again = High(u9, Fold12) + ((t9 >> LimbBits) * Fold);
        t0 += (again * Fold12) >> 12; t1 += High(again, Fold12);

        result._0 = (t0 & LimbMask) + ((t4 >> LimbBits) * Fold);
        result._1 = (t1 & LimbMask) + (t0 >> LimbBits);
        result._2 = (t2 & LimbMask) + (t1 >> LimbBits);
        result._3 = (t3 & LimbMask) + (t2 >> LimbBits);
        result._4 = (t4 & LimbMask) + (t3 >> LimbBits);
    }

    /// <summary>The upper half of a product. <c>Math.BigMul</c> would pass the lower half through memory, which halves the speed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong High(ulong x, ulong y) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(x, y) : Math.BigMul(x, y, out _);
}
