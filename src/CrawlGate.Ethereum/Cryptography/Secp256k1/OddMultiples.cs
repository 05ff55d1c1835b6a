namespace CrawlGate.Ethereum;

/// <summary>The points P, 3P, 5P, … that the digits of a <see cref="WindowedNaf"/> stand for.</summary>
internal static class OddMultiples
{
    /// <summary>How many points a form of this width needs.</summary>
    public static int Count(int width) => 1 << (width - 2);

    /// <summary>
    /// Writes the odd multiples as affine points of an isomorphic curve: the real ones are (x / scale², y / scale³). A sum of
    /// them is as good as a sum of the real ones once its Z is multiplied by the scale, and no inversion was needed.
    /// </summary>
    public static void Write(in AffinePoint point, Span<AffinePoint> multiples, out FieldElement scale)
    {
        var twice = new JacobianPoint(point);
        twice.Double();
        scale = twice.Z;

        // On the curve stretched by 2P's Z, 2P has Z = 1, and P is stretched to it.
        var step = new AffinePoint { X = twice.X, Y = twice.Y };
        AffinePoint first;
        FieldElement.Square(scale, out var square);
        FieldElement.Multiply(square, scale, out var cube);
        FieldElement.Multiply(point.X, square, out first.X);
        FieldElement.Multiply(point.Y, cube, out first.Y);

        Span<FieldElement> ratios = stackalloc FieldElement[multiples.Length];
        multiples[0] = first;
        var sum = new JacobianPoint(first);
        for (var i = 1; i < multiples.Length; i++)
        {
            sum.Add(step, out ratios[i]);
            multiples[i].X = sum.X;
            multiples[i].Y = sum.Y;
        }

        FieldElement.Multiply(scale, sum.Z, out scale);
        StretchToLast(multiples, ratios);
    }

    /// <summary>Turns points that <see cref="Write"/> wrote into the real ones, given 1 / scale.</summary>
    public static void Unstretch(Span<AffinePoint> multiples, in FieldElement inverse)
    {
        FieldElement.Square(inverse, out var square);
        FieldElement.Multiply(square, inverse, out var cube);
        foreach (ref var point in multiples)
        {
            FieldElement.Multiply(point.X, square, out point.X);
            FieldElement.Multiply(point.Y, cube, out point.Y);
        }
    }

    /// <summary>The multiple that a digit stands for, negated for a negative one.</summary>
    public static void Pick(ReadOnlySpan<AffinePoint> multiples, int digit, out AffinePoint point)
    {
        ref readonly var multiple = ref multiples[Math.Abs(digit) >> 1];
        if (digit < 0)
            multiple.Negate(out point);
        else
            point = multiple;
    }

    /// <summary>Gives every point the last one's Z; ratios[i] is by how much the Z of point i exceeds that of point i − 1.</summary>
    private static void StretchToLast(Span<AffinePoint> multiples, ReadOnlySpan<FieldElement> ratios)
    {
        // The others get magnitude 1 from their last product.
        multiples[^1].X.Normalize();
        multiples[^1].Y.Normalize();

        var stretch = FieldElement.One;
        for (var i = multiples.Length - 2; i >= 0; i--)
        {
            FieldElement.Multiply(stretch, ratios[i + 1], out stretch);
            FieldElement.Square(stretch, out var square);
            FieldElement.Multiply(square, stretch, out var cube);
            FieldElement.Multiply(multiples[i].X, square, out multiples[i].X);
            FieldElement.Multiply(multiples[i].Y, cube, out multiples[i].Y);
        }
    }
}
