using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>A point of y² = x³ + 3 over <see cref="Fp"/> in affine coordinates, never the one at infinity. The curve's order is the prime r.</summary>
internal readonly record struct G1(Fp X, Fp Y)
{
    private static readonly Fp B = Fp.From(3);

    /// <summary>Takes a point's coordinates: integers below p that satisfy the equation. (0, 0), which stands for infinity elsewhere, does not.</summary>
    public static bool TryFrom(UInt256 x, UInt256 y, out G1 point)
    {
        point = default;
        if (!Fp.TryFrom(x, out var px) || !Fp.TryFrom(y, out var py) || py.Square() != RightSide(px))
            return false;

        point = new G1(px, py);
        return true;
    }

    /// <summary>The point with this x whose y is <see cref="Fp.TrySqrt"/>'s root, or the negative of it.</summary>
    public static bool TryFromX(Fp x, bool negative, out G1 point)
    {
        point = default;
        if (!RightSide(x).TrySqrt(out var y))
            return false;

        point = new G1(x, negative ? -y : y);
        return true;
    }

    public static G1 operator -(in G1 point) => new(point.X, -point.Y);

    private static Fp RightSide(in Fp x) => (x.Square() * x) + B;
}
