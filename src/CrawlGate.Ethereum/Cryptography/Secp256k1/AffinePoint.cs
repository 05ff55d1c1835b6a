namespace CrawlGate.Ethereum;

/// <summary>A point (x, y) of y² = x³ + 7 that is not the point at infinity.</summary>
internal struct AffinePoint
{
    /// <summary>The coordinates.</summary>
    public FieldElement X, Y;

    private static readonly FieldElement Beta =
        FieldElement.FromWords(0xC1396C28719501EE, 0x9CF0497512F58995, 0x6E64479EAC3434E9, 0x7AE96A2B657C0710);

    /// <summary>The base point G.</summary>
    public static AffinePoint Generator => new()
    {
        X = FieldElement.FromWords(0x59F2815B16F81798, 0x029BFCDB2DCE28D9, 0x55A06295CE870B07, 0x79BE667EF9DCBBAC),
        Y = FieldElement.FromWords(0x9C47D08FFB10D4B8, 0xFD17B448A6855419, 0x5DA4FBFC0E1108A8, 0x483ADA7726A3C465),
    };

    /// <summary>The point with this x and a y of this parity; false when x³ + 7 is no square.</summary>
    public static bool TryFromX(in FieldElement x, bool isOdd, out AffinePoint point)
    {
        point.X = x;
        FieldElement.Square(x, out var square);
        FieldElement.Multiply(square, x, out var right);
        FieldElement.Add(right, 7, out right);
        if (!FieldElement.TrySquareRoot(right, out point.Y))
            return false;

        point.Y.Normalize();
        if (point.Y.IsOdd != isOdd)
        {
            FieldElement.Negate(point.Y, out point.Y);
            point.Y.Normalize();
        }

        return true;
    }

    /// <summary>λ times the point, for one multiplication: (β·x, y).</summary>
    public readonly void MultiplyByLambda(out AffinePoint result)
    {
        FieldElement.Multiply(X, Beta, out result.X);
        result.Y = Y;
    }

    /// <summary>−P.</summary>
    public readonly void Negate(out AffinePoint result)
    {
        result.X = X;
        FieldElement.Negate(Y, out result.Y);
    }
}
