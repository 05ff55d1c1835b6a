using System.Runtime.CompilerServices;

namespace CrawlGate.Personhood;

/// <summary>C0 + C1 · v + C2 · v² with v³ = ξ, over <see cref="Fp2"/>.</summary>
[SkipLocalsInit]
internal readonly struct Fp6(in Fp2 c0, in Fp2 c1, in Fp2 c2)
{
    public readonly Fp2 C0 = c0;
    public readonly Fp2 C1 = c1;
    public readonly Fp2 C2 = c2;

    public static Fp6 Zero => default;

    public static Fp6 One => new(Fp2.One, Fp2.Zero, Fp2.Zero);

    public static Fp6 operator +(in Fp6 a, in Fp6 b) => new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2);

    public static Fp6 operator -(in Fp6 a, in Fp6 b) => new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2);

    public static Fp6 operator -(in Fp6 a) => new(-a.C0, -a.C1, -a.C2);

    /// <summary>Karatsuba: six products instead of nine.</summary>
    public static Fp6 operator *(in Fp6 a, in Fp6 b)
    {
        var p0 = a.C0 * b.C0;
        var p1 = a.C1 * b.C1;
        var p2 = a.C2 * b.C2;
        var p12 = ((a.C1 + a.C2) * (b.C1 + b.C2)) - p1 - p2;
        var p01 = ((a.C0 + a.C1) * (b.C0 + b.C1)) - p0 - p1;
        var p02 = ((a.C0 + a.C2) * (b.C0 + b.C2)) - p0 - p2;
        return new Fp6(p12.TimesXi() + p0, p01 + p2.TimesXi(), p02 + p1);
    }

    public static Fp6 operator *(in Fp6 a, in Fp2 b) => new(a.C0 * b, a.C1 * b, a.C2 * b);

    public static bool operator ==(in Fp6 a, in Fp6 b) => a.C0 == b.C0 && a.C1 == b.C1 && a.C2 == b.C2;

    public static bool operator !=(in Fp6 a, in Fp6 b) => !(a == b);

    /// <summary>a · (b0 + b1 · v).</summary>
    public Fp6 TimesSparse(in Fp2 b0, in Fp2 b1)
    {
        var p0 = C0 * b0;
        var p1 = C1 * b1;
        var cross = ((C0 + C1) * (b0 + b1)) - p0 - p1;
        return new Fp6((C2 * b1).TimesXi() + p0, cross, (C2 * b0) + p1);
    }

    /// <summary>a · v.</summary>
    public Fp6 TimesV() => new(C2.TimesXi(), C0, C1);

    /// <summary>1 / a, and zero for zero.</summary>
    public Fp6 Inverse()
    {
        var t0 = C0.Square() - (C1 * C2).TimesXi();
        var t1 = C2.Square().TimesXi() - (C0 * C1);
        var t2 = C1.Square() - (C0 * C2);
        var inverseNorm = (((C2 * t1) + (C1 * t2)).TimesXi() + (C0 * t0)).Inverse();
        return new Fp6(t0 * inverseNorm, t1 * inverseNorm, t2 * inverseNorm);
    }

    public override bool Equals(object? obj) => obj is Fp6 other && this == other;

    public override int GetHashCode() => HashCode.Combine(C0, C1, C2);
}
