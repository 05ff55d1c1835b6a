using System.Runtime.CompilerServices;

namespace CrawlGate.Ethereum;

internal partial struct FieldElement
{
    // 16p = 2^260 − Fold, whose limbs are all close to 2^52: (m + 1) · 16p − b stays positive in every limb for b of magnitude m.
    private const ulong LowLimbOf16P = LimbMask + 1 - Fold;

    /// <summary>a − b for b of a magnitude up to 10; the result's magnitude is a's plus <paramref name="magnitude"/> plus 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(in FieldElement a, in FieldElement b, ulong magnitude, out FieldElement result)
    {
        var low = (magnitude + 1) * LowLimbOf16P;
        var other = (magnitude + 1) * LimbMask;
        result._0 = a._0 + low - b._0;
        result._1 = a._1 + other - b._1;
        result._2 = a._2 + other - b._2;
        result._3 = a._3 + other - b._3;
        result._4 = a._4 + other - b._4;
    }

    /// <summary>a − 2b for b of magnitude 1; the result's magnitude is a's plus 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractTwice(in FieldElement a, in FieldElement b, out FieldElement result)
    {
        result._0 = a._0 + (3 * LowLimbOf16P) - (b._0 << 1);
        result._1 = a._1 + (3 * LimbMask) - (b._1 << 1);
        result._2 = a._2 + (3 * LimbMask) - (b._2 << 1);
        result._3 = a._3 + (3 * LimbMask) - (b._3 << 1);
        result._4 = a._4 + (3 * LimbMask) - (b._4 << 1);
    }

    /// <summary>−a for a of magnitude 1; the result's magnitude is 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Negate(in FieldElement a, out FieldElement result)
    {
        result._0 = (2 * LowLimbOf16P) - a._0;
        result._1 = (2 * LimbMask) - a._1;
        result._2 = (2 * LimbMask) - a._2;
        result._3 = (2 * LimbMask) - a._3;
        result._4 = (2 * LimbMask) - a._4;
    }

    /// <summary>a + n for a small n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(in FieldElement a, ulong n, out FieldElement result)
    {
        result = a;
        result._0 += n;
    }

    /// <summary>3a / 2 for a of magnitude 1; the result's magnitude is 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ThreeHalves(in FieldElement a, out FieldElement result)
    {
        // An odd value becomes even by adding p.
        var odd = 0 - (a._0 & 1);
        var r0 = (3 * a._0) + (odd & LowLimbOfP);
        var r1 = (3 * a._1) + (odd & LimbMask);
        var r2 = (3 * a._2) + (odd & LimbMask);
        var r3 = (3 * a._3) + (odd & LimbMask);
        var r4 = (3 * a._4) + (odd & TopLimbMask);
        result._0 = (r0 >> 1) + ((r1 & 1) << 51);
        result._1 = (r1 >> 1) + ((r2 & 1) << 51);
        result._2 = (r2 >> 1) + ((r3 & 1) << 51);
        result._3 = (r3 >> 1) + ((r4 & 1) << 51);
        result._4 = r4 >> 1;
    }
}
