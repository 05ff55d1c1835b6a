using System.Numerics;

namespace CrawlGate.Personhood;

/// <summary>Raising to the power of p, which in every extension is linear: conjugations and the constants ξ^(k(p−1)/6).</summary>
internal static class Frobenius
{
    // ξ^(k(p−1)/6) and ξ^(k(p²−1)/6), by k; the latter are in Fp.
    private static readonly Fp2[] Once = [.. Enumerable.Range(0, 6).Select(k => Power(Fp2.Xi, k * ((CurveParameter.P - 1) / 6)))];
    private static readonly Fp[] Twice = [.. Once.Select(constant => (constant * constant.Conjugate()).Real)];

    /// <summary>a^p.</summary>
    public static Fp12 Apply(in Fp12 a) => new(
        new Fp6(a.C0.C0.Conjugate(), a.C0.C1.Conjugate() * Once[2], a.C0.C2.Conjugate() * Once[4]),
        new Fp6(a.C1.C0.Conjugate() * Once[1], a.C1.C1.Conjugate() * Once[3], a.C1.C2.Conjugate() * Once[5]));

    /// <summary>a^(p²).</summary>
    public static Fp12 ApplyTwice(in Fp12 a) => new(
        new Fp6(a.C0.C0, a.C0.C1 * Twice[2], a.C0.C2 * Twice[4]),
        new Fp6(a.C1.C0 * Twice[1], a.C1.C1 * Twice[3], a.C1.C2 * Twice[5]));

    /// <summary>ψ, which the curve's Frobenius map is on the twist; on G2 it multiplies by p.</summary>
    public static G2 Apply(in G2 q) => new(q.X.Conjugate() * Once[2], q.Y.Conjugate() * Once[3]);

    /// <summary>a^exponent.</summary>
    public static Fp2 Power(Fp2 a, BigInteger exponent)
    {
        var result = Fp2.One;
        for (var bit = (int)exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = result.Square();
            if (!((exponent >> bit) & BigInteger.One).IsZero)
                result *= a;
        }

        return result;
    }
}
