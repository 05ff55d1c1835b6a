using System.Globalization;
using System.Numerics;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.Personhood;

/// <summary>The field tower and the twist once more, with big integers and schoolbook formulas.</summary>
internal static class Reference
{
    public static readonly BigInteger P = BigInteger.Parse("21888242871839275222246405745257275088696311157297823662689037894645226208583", CultureInfo.InvariantCulture);
    public static readonly BigInteger R = BigInteger.Parse("21888242871839275222246405745257275088548364400416034343698204186575808495617", CultureInfo.InvariantCulture);

    /// <summary>Residues of p, often next to a limb's or the prime's end.</summary>
    public static Gen<BigInteger> Residues { get; } =
        Gen.OneOf(
            Gen.Choose(0, int.MaxValue).ArrayOf(9).Select(parts => parts.Aggregate(BigInteger.Zero, (sum, part) => (sum << 31) | part)),
            Gen.Zip(Gen.Elements(0, 64, 128, 192, 254), Gen.Choose(-3, 3)).Select(edge => (BigInteger.One << edge.Item1) + edge.Item2),
            Gen.Choose(-3, 3).Select(offset => P + offset))
        .Select(value => Mod(value, P));

    public static Gen<(BigInteger Real, BigInteger Imaginary)> Pairs { get; } = Gen.Zip(Residues, Residues).Select(pair => (pair.Item1, pair.Item2));

    /// <summary>Six coefficients of 1, w, … w⁵ with w⁶ = ξ.</summary>
    public static Gen<(BigInteger Real, BigInteger Imaginary)[]> Sextuples { get; } = Pairs.ArrayOf(6);

    public static BigInteger Mod(BigInteger value, BigInteger modulus) => ((value % modulus) + modulus) % modulus;

    public static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(value, P - 2, P);

    public static (BigInteger Real, BigInteger Imaginary) Times((BigInteger Real, BigInteger Imaginary) a, (BigInteger Real, BigInteger Imaginary) b) =>
        (Mod((a.Real * b.Real) - (a.Imaginary * b.Imaginary), P), Mod((a.Real * b.Imaginary) + (a.Imaginary * b.Real), P));

    public static (BigInteger Real, BigInteger Imaginary)[] Times((BigInteger Real, BigInteger Imaginary)[] a, (BigInteger Real, BigInteger Imaginary)[] b)
    {
        var product = new (BigInteger Real, BigInteger Imaginary)[6];
        for (var i = 0; i < 6; i++)
        {
            for (var j = 0; j < 6; j++)
            {
                var term = Times(a[i], b[j]);
                if (i + j >= 6)
                    term = Times(term, (9, 1));
                ref var sum = ref product[(i + j) % 6];
                sum = (Mod(sum.Real + term.Real, P), Mod(sum.Imaginary + term.Imaginary, P));
            }
        }

        return product;
    }

    public static Fp Element(BigInteger value) => Fp.TryFrom(UInt256.FromBigInteger(value), out var element) ? element : throw new ArgumentException("Not a residue.");

    public static Fp2 Element((BigInteger Real, BigInteger Imaginary) value) => new(Element(value.Real), Element(value.Imaginary));

    public static Fp12 Element((BigInteger Real, BigInteger Imaginary)[] w) => new(
        new Fp6(Element(w[0]), Element(w[2]), Element(w[4])), new Fp6(Element(w[1]), Element(w[3]), Element(w[5])));

    public static BigInteger Value(Fp element) => element.ToUInt256().ToBigInteger();

    public static (BigInteger Real, BigInteger Imaginary) Value(Fp2 element) => (Value(element.Real), Value(element.Imaginary));

    public static (BigInteger Real, BigInteger Imaginary)[] Value(Fp12 a) =>
        [Value(a.C0.C0), Value(a.C1.C0), Value(a.C0.C1), Value(a.C1.C1), Value(a.C0.C2), Value(a.C1.C2)];

    /// <summary>A multiple of a point of the twist by adding one bit at a time; null for infinity.</summary>
    public static G2? Multiply(G2 point, BigInteger scalar)
    {
        G2? sum = null;
        for (var bit = (int)scalar.GetBitLength() - 1; bit >= 0; bit--)
        {
            sum = Add(sum, sum);
            if (!((scalar >> bit) & 1).IsZero)
                sum = Add(sum, point);
        }

        return sum;
    }

    public static G1 Multiply(G1 point, BigInteger scalar)
    {
        var sum = G1Jacobian.Infinity;
        for (var bit = (int)scalar.GetBitLength() - 1; bit >= 0; bit--)
        {
            sum = sum.Double();
            if (!((scalar >> bit) & 1).IsZero)
                sum += point;
        }

        return sum.ToAffine();
    }

    public static G2? Add(G2? left, G2? right)
    {
        if (left is not { } a || right is not { } b)
            return left ?? right;
        if (a.X == b.X && a.Y != b.Y)
            return null;

        var slope = a == b ? a.X.Square().Triple() * a.Y.Double().Inverse() : (b.Y - a.Y) * (b.X - a.X).Inverse();
        var x = slope.Square() - a.X - b.X;
        return new G2(x, (slope * (a.X - x)) - a.Y);
    }
}
