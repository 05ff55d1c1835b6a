using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Real + Imaginary · i with i² = −1, over <see cref="Fp"/>: where the coordinates of G2 live.</summary>
[SkipLocalsInit]
internal readonly struct Fp2(in Fp real, in Fp imaginary) : IEquatable<Fp2>
{
    public readonly Fp Real = real;
    public readonly Fp Imaginary = imaginary;

    public static Fp2 Zero => default;

    public static Fp2 One => new(Fp.One, Fp.Zero);

    /// <summary>ξ = 9 + i, which is neither a square nor a cube: the tower above adjoins its sixth root.</summary>
    public static Fp2 Xi => new(Fp.From(9), Fp.One);

    public bool IsZero => Real.IsZero && Imaginary.IsZero;

    /// <summary>Takes two integers below p.</summary>
    public static bool TryFrom(UInt256 real, UInt256 imaginary, out Fp2 element)
    {
        element = default;
        if (!Fp.TryFrom(real, out var x) || !Fp.TryFrom(imaginary, out var y))
            return false;

        element = new Fp2(x, y);
        return true;
    }

    public static Fp2 operator +(in Fp2 a, in Fp2 b) => new(a.Real + b.Real, a.Imaginary + b.Imaginary);

    public static Fp2 operator -(in Fp2 a, in Fp2 b) => new(a.Real - b.Real, a.Imaginary - b.Imaginary);

    public static Fp2 operator -(in Fp2 a) => new(-a.Real, -a.Imaginary);

    public static Fp2 operator *(in Fp2 a, in Fp2 b) => new(
        Fp.SumOfProducts(a.Real, b.Real, -a.Imaginary, b.Imaginary),
        Fp.SumOfProducts(a.Real, b.Imaginary, a.Imaginary, b.Real));

    public static Fp2 operator *(in Fp2 a, in Fp b) => new(a.Real * b, a.Imaginary * b);

    public static bool operator ==(in Fp2 a, in Fp2 b) => a.Real == b.Real && a.Imaginary == b.Imaginary;

    public static bool operator !=(in Fp2 a, in Fp2 b) => !(a == b);

    public Fp2 Square() => new((Real + Imaginary) * (Real - Imaginary), Real.Double() * Imaginary);

    public Fp2 Double() => new(Real.Double(), Imaginary.Double());

    public Fp2 Triple() => Double() + this;

    /// <summary>a^p.</summary>
    public Fp2 Conjugate() => new(Real, -Imaginary);

    /// <summary>a · ξ.</summary>
    public Fp2 TimesXi()
    {
        var eight = Double().Double().Double();
        return new Fp2(eight.Real + Real - Imaginary, eight.Imaginary + Imaginary + Real);
    }

    /// <summary>1 / a, and zero for zero.</summary>
    public Fp2 Inverse()
    {
        var inverseNorm = Fp.SumOfProducts(Real, Real, Imaginary, Imaginary).Inverse();
        return new Fp2(Real * inverseNorm, -(Imaginary * inverseNorm));
    }

    /// <summary>
    /// The square root a verifier contract finds: a square's norm has two roots d and −d, of which <paramref name="negativeNormRoot"/> chooses
    /// one, and (Real + d) / 2 is the square of the root's real part for one of them only. False when that one is the other, or there is none.
    /// </summary>
    public bool TrySqrt(bool negativeNormRoot, out Fp2 root)
    {
        root = default;
        if (!Fp.SumOfProducts(Real, Real, Imaginary, Imaginary).TrySqrt(out var d) || !((Real + (negativeNormRoot ? -d : d)) * Fp.Half).TrySqrt(out var real))
            return false;

        root = new Fp2(real, Imaginary * real.Double().Inverse());
        return root.Square() == this;
    }

    public bool Equals(Fp2 other) => this == other;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Fp2 other && this == other;

    public override int GetHashCode() => HashCode.Combine(Real, Imaginary);
}
