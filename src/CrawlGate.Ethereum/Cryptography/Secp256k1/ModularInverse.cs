using System.Numerics;

namespace CrawlGate.Ethereum;

/// <summary>
/// Inverses modulo an odd 256-bit number by the division steps of Bernstein and Yang, thirty at a time: a 2×2 matrix for thirty
/// steps comes from the low words alone and is then applied to the long numbers. Limbs are signed, of 30 bits, so that all
/// arithmetic is 64-bit. Variable time: for public data only.
/// </summary>
internal sealed class ModularInverse
{
    private const int Limbs = 9;
    private const int Bits = 30;
    private const int Mask = (1 << Bits) - 1;

    private readonly int[] _modulus = new int[Limbs];
    private readonly uint _inverseOfModulus; // modulo 2^30

    private ModularInverse(ReadOnlySpan<ulong> modulus)
    {
        Unpack(modulus, _modulus);

        // Newton's iteration doubles the right bits, of which an odd number is its own inverse's first three.
        var low = (uint)modulus[0];
        var inverse = low;
        for (var i = 0; i < 4; i++)
            inverse *= 2 - (low * inverse);

        _inverseOfModulus = inverse & Mask;
    }

    /// <summary>Modulo the field's prime.</summary>
    public static ModularInverse P { get; } = new([0xFFFFFFFEFFFFFC2F, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue]);

    /// <summary>Modulo the group's order.</summary>
    public static ModularInverse N { get; } = new([0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, ulong.MaxValue]);

    /// <summary>Replaces a value in [1, modulus), four 64-bit words from the least significant, by its inverse.</summary>
    public void Invert(Span<ulong> words)
    {
        Span<int> d = stackalloc int[Limbs], e = stackalloc int[Limbs], f = stackalloc int[Limbs], g = stackalloc int[Limbs];
        d.Clear();
        e.Clear();
        e[0] = 1;
        _modulus.CopyTo(f);
        Unpack(words, g);

        var eta = -1;
        while (g.ContainsAnyExcept(0))
        {
            var matrix = Divide(ref eta, (uint)f[0], (uint)g[0]);
            ApplyModulo(d, e, matrix);
            Apply(f, g, matrix);

            // Both numbers shrink; a top limb that is only a sign goes into the one below.
            var (topOfF, topOfG) = (f[^1], g[^1]);
            if (f.Length > 1 && (topOfF ^ (topOfF >> 31)) == 0 && (topOfG ^ (topOfG >> 31)) == 0)
            {
                f[^2] |= topOfF << Bits;
                g[^2] |= topOfG << Bits;
                f = f[..^1];
                g = g[..^1];
            }
        }

        Finish(d, negate: f[^1] < 0);
        Pack(d, words);
    }

    /// <summary>The matrix of thirty division steps on numbers with these low limbs.</summary>
    private static Matrix Divide(ref int eta, uint f, uint g)
    {
        uint u = 1, v = 0, q = 0, r = 1;
        for (var left = Bits; ;)
        {
            var zeros = BitOperations.TrailingZeroCount(g | (uint.MaxValue << left));
            g >>= zeros;
            u <<= zeros;
            v <<= zeros;
            eta -= zeros;
            left -= zeros;
            if (left == 0)
                return new Matrix((int)u, (int)v, (int)q, (int)r);

            if (eta < 0)
            {
                eta = -eta;
                (f, g) = (g, 0 - f);
                (u, q) = (q, 0 - u);
                (v, r) = (r, 0 - v);
            }

            // f · (f² − 2) is −1/f modulo 64, so up to six low bits of g vanish at once.
            var limit = Math.Min(Math.Min(eta + 1, left), 6);
            var w = g * f * ((f * f) - 2) & ((1u << limit) - 1);
            g += f * w;
            q += u * w;
            r += v * w;
        }
    }

    private static void Apply(Span<int> f, Span<int> g, in Matrix m)
    {
        var carryF = ((m.U * f[0]) + (m.V * g[0])) >> Bits;
        var carryG = ((m.Q * f[0]) + (m.R * g[0])) >> Bits;
        for (var i = 1; i < f.Length; i++)
        {
            carryF += (m.U * f[i]) + (m.V * g[i]);
            carryG += (m.Q * f[i]) + (m.R * g[i]);
            f[i - 1] = (int)carryF & Mask;
            g[i - 1] = (int)carryG & Mask;
            carryF >>= Bits;
            carryG >>= Bits;
        }

        f[^1] = (int)carryF;
        g[^1] = (int)carryG;
    }

    /// <summary>Like <see cref="Apply"/>, with the multiple of the modulus added that makes the division by 2^30 exact.</summary>
    private void ApplyModulo(Span<int> d, Span<int> e, in Matrix m)
    {
        // d and e are in (−2·modulus, modulus); a negative one has the modulus added first.
        long signD = d[^1] >> 31, signE = e[^1] >> 31;
        var multipleD = (m.U & signD) + (m.V & signE);
        var multipleE = (m.Q & signD) + (m.R & signE);
        var carryD = (m.U * d[0]) + (m.V * e[0]);
        var carryE = (m.Q * d[0]) + (m.R * e[0]);
        multipleD -= (int)((_inverseOfModulus * (uint)carryD) + (uint)multipleD) & Mask;
        multipleE -= (int)((_inverseOfModulus * (uint)carryE) + (uint)multipleE) & Mask;
        carryD = (carryD + (_modulus[0] * multipleD)) >> Bits;
        carryE = (carryE + (_modulus[0] * multipleE)) >> Bits;
        for (var i = 1; i < d.Length; i++)
        {
            carryD += (m.U * d[i]) + (m.V * e[i]) + (_modulus[i] * multipleD);
            carryE += (m.Q * d[i]) + (m.R * e[i]) + (_modulus[i] * multipleE);
            d[i - 1] = (int)carryD & Mask;
            e[i - 1] = (int)carryE & Mask;
            carryD >>= Bits;
            carryE >>= Bits;
        }

        d[^1] = (int)carryD;
        e[^1] = (int)carryE;
    }

    /// <summary>Gives d the sign that makes it the inverse and brings it into [0, modulus).</summary>
    private void Finish(Span<int> d, bool negate)
    {
        AddModulusIfNegative(d);
        if (negate)
        {
            foreach (ref var limb in d)
                limb = -limb;
        }

        Carry(d);
        AddModulusIfNegative(d);
    }

    private void AddModulusIfNegative(Span<int> d)
    {
        if (d[^1] >= 0)
            return;

        for (var i = 0; i < d.Length; i++)
            d[i] += _modulus[i];

        Carry(d);
    }

    private static void Carry(Span<int> d)
    {
        for (var i = 1; i < d.Length; i++)
        {
            d[i] += d[i - 1] >> Bits;
            d[i - 1] &= Mask;
        }
    }

    private static void Unpack(ReadOnlySpan<ulong> words, Span<int> limbs)
    {
        for (var i = 0; i < Limbs; i++)
        {
            var (word, shift) = (i * Bits / 64, i * Bits % 64);
            var bits = words[word] >> shift;
            if (shift > 64 - Bits && word < 3)
                bits |= words[word + 1] << (64 - shift);

            limbs[i] = (int)bits & Mask;
        }
    }

    private static void Pack(ReadOnlySpan<int> limbs, Span<ulong> words)
    {
        words.Clear();
        for (var i = 0; i < Limbs; i++)
        {
            var (word, shift) = (i * Bits / 64, i * Bits % 64);
            words[word] |= (ulong)limbs[i] << shift;
            if (shift > 64 - Bits && word < 3)
                words[word + 1] |= (ulong)limbs[i] >> (64 - shift);
        }
    }

    private readonly record struct Matrix(long U, long V, long Q, long R);
}
