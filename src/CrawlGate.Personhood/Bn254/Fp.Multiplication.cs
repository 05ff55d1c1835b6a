using System.Runtime.CompilerServices;

namespace CrawlGate.Personhood;

internal readonly partial struct Fp
{
    // −1/p mod 2^64.
    private const ulong NegatedInverse = 0x87d20782e4866389;

    /// <summary>a · b: schoolbook rows, each followed by the multiple of p that clears its lowest limb.</summary>
    public static Fp operator *(in Fp a, in Fp b)
    {
        ulong a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3;
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0;

        AddRow(ref t0, ref t1, ref t2, ref t3, ref t4, a0, a1, a2, a3, b._0);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4);
        AddRow(ref t0, ref t1, ref t2, ref t3, ref t4, a0, a1, a2, a3, b._1);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4);
        AddRow(ref t0, ref t1, ref t2, ref t3, ref t4, a0, a1, a2, a3, b._2);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4);
        AddRow(ref t0, ref t1, ref t2, ref t3, ref t4, a0, a1, a2, a3, b._3);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4);

        return ReduceOnce(t0, t1, t2, t3);
    }

    /// <summary>a · b + c · d with one reduction for both: four values below p keep the sum below 2p.</summary>
    public static Fp SumOfProducts(in Fp a, in Fp b, in Fp c, in Fp d)
    {
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0;

        AddRow(ref t0, ref t1, ref t2, ref t3, ref t4, a._0, a._1, a._2, a._3, b._0);
        AddRow(ref t0, ref t1, ref t2, ref t3, ref t4, c._0, c._1, c._2, c._3, d._0);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4);
        AddRow(ref t0, ref t1, ref t2, ref t3, ref t4, a._0, a._1, a._2, a._3, b._1);
        AddRow(ref t0, ref t1, ref t2, ref t3, ref t4, c._0, c._1, c._2, c._3, d._1);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4);
        AddRow(ref t0, ref t1, ref t2, ref t3, ref t4, a._0, a._1, a._2, a._3, b._2);
        AddRow(ref t0, ref t1, ref t2, ref t3, ref t4, c._0, c._1, c._2, c._3, d._2);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4);
        AddRow(ref t0, ref t1, ref t2, ref t3, ref t4, a._0, a._1, a._2, a._3, b._3);
        AddRow(ref t0, ref t1, ref t2, ref t3, ref t4, c._0, c._1, c._2, c._3, d._3);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4);

        return ReduceOnce(t0, t1, t2, t3);
    }

    /// <summary>a².</summary>
    public Fp Square() => this * this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4, ulong a0, ulong a1, ulong a2, ulong a3, ulong b)
    {
        ulong carry = 0;
        t0 = MultiplyAdd(t0, a0, b, ref carry);
        t1 = MultiplyAdd(t1, a1, b, ref carry);
        t2 = MultiplyAdd(t2, a2, b, ref carry);
        t3 = MultiplyAdd(t3, a3, b, ref carry);
        // The sum stays below 2^320: p leaves two bits of the fourth limb free.
        t4 += carry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReduceRow(ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4)
    {
        var m = t0 * NegatedInverse;
        // The lowest limb becomes zero; it carries unless it was zero before.
        var carry = Math.BigMul(m, P0, out _) + (t0 != 0 ? 1UL : 0);
        t0 = MultiplyAdd(t1, m, P1, ref carry);
        t1 = MultiplyAdd(t2, m, P2, ref carry);
        t2 = MultiplyAdd(t3, m, P3, ref carry);
        // What is left is below 3p and so fits four limbs.
        t3 = t4 + carry;
        t4 = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyAdd(ulong addend, ulong a, ulong b, ref ulong carry)
    {
        var high = Math.BigMul(a, b, out var low);
        low += addend;
        high += low < addend ? 1UL : 0;
        low += carry;
        high += low < carry ? 1UL : 0;
        carry = high;
        return low;
    }
}
