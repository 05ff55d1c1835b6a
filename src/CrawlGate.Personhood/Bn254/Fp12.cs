using System.Runtime.CompilerServices;

namespace CrawlGate.Personhood;

/// <summary>C0 + C1 · w with w² = v, over <see cref="Fp6"/>: where pairings end.</summary>
[SkipLocalsInit]
internal readonly partial struct Fp12(in Fp6 c0, in Fp6 c1)
{
    public readonly Fp6 C0 = c0;
    public readonly Fp6 C1 = c1;

    public static Fp12 One => new(Fp6.One, Fp6.Zero);

    public static Fp12 operator *(in Fp12 a, in Fp12 b)
    {
        var p0 = a.C0 * b.C0;
        var p1 = a.C1 * b.C1;
        return new Fp12(p0 + p1.TimesV(), ((a.C0 + a.C1) * (b.C0 + b.C1)) - p0 - p1);
    }

    public static bool operator ==(in Fp12 a, in Fp12 b) => a.C0 == b.C0 && a.C1 == b.C1;

    public static bool operator !=(in Fp12 a, in Fp12 b) => !(a == b);

    /// <summary>a².</summary>
    public Fp12 Square()
    {
        var product = C0 * C1;
        var square = ((C0 + C1) * (C0 + C1.TimesV())) - product - product.TimesV();
        return new Fp12(square, product + product);
    }

    /// <summary>a · (b0 + b1 · w + b3 · w³), the shape of a line.</summary>
    public Fp12 TimesLine(in Fp2 b0, in Fp2 b1, in Fp2 b3)
    {
        var p0 = C0 * b0;
        var p1 = C1.TimesSparse(b1, b3);
        return new Fp12(p0 + p1.TimesV(), (C0 + C1).TimesSparse(b0 + b1, b3) - p0 - p1);
    }

    /// <summary>a · (1 + b1 · w + b3 · w³), the shape of a line divided by its first coefficient.</summary>
    public Fp12 TimesUnitLine(in Fp2 b1, in Fp2 b3)
    {
        var p0 = C0.TimesSparse(b1, b3);
        var p1 = C1.TimesSparse(b1, b3);
        return new Fp12(C0 + p1.TimesV(), C1 + p0);
    }

    /// <summary>a^(p⁶), which for an element of the cyclotomic subgroup is 1 / a.</summary>
    public Fp12 Conjugate() => new(C0, -C1);

    /// <summary>1 / a, and zero for zero.</summary>
    public Fp12 Inverse()
    {
        var inverseNorm = ((C0 * C0) - (C1 * C1).TimesV()).Inverse();
        return new Fp12(C0 * inverseNorm, -(C1 * inverseNorm));
    }

    public override bool Equals(object? obj) => obj is Fp12 other && this == other;

    public override int GetHashCode() => HashCode.Combine(C0, C1);
}
