using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// A point of the twist y² = x³ + 3/ξ over <see cref="Fp2"/> in affine coordinates, never the one at infinity. G2 is the subgroup of order r;
/// <see cref="MillerLines.TryCompute"/> tells whether a point is in it.
/// </summary>
internal readonly record struct G2(Fp2 X, Fp2 Y)
{
    /// <summary>3/ξ.</summary>
    public static readonly Fp2 B = Fp2.Xi.Inverse().Triple();

    /// <summary>Takes a point's coordinates: integers below p that satisfy the equation. All zero, which stands for infinity elsewhere, does not.</summary>
    public static bool TryFrom(UInt256 xReal, UInt256 xImaginary, UInt256 yReal, UInt256 yImaginary, out G2 point)
    {
        point = default;
        if (!Fp2.TryFrom(xReal, xImaginary, out var x) || !Fp2.TryFrom(yReal, yImaginary, out var y) || y.Square() != RightSide(x))
            return false;

        point = new G2(x, y);
        return true;
    }

    public static G2 operator -(in G2 point) => new(point.X, -point.Y);

    /// <summary>What y² must be.</summary>
    public static Fp2 RightSide(in Fp2 x) => (x.Square() * x) + B;
}
