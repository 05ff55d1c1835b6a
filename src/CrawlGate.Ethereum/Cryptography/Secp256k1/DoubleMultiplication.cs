using System.Runtime.CompilerServices;

namespace CrawlGate.Ethereum;

/// <summary>g·G + r·R as one loop of 129 doublings (Strauss), each scalar split in two halves.</summary>
internal static class DoubleMultiplication
{
    private const int Width = 5;

    /// <summary>The sum; false when it is the point at infinity.</summary>
    [SkipLocalsInit]
    public static bool TryCompute(in Scalar g, in Scalar r, in AffinePoint point, out AffinePoint sum)
    {
        Span<short> g1 = stackalloc short[WindowedNaf.Positions], g2 = stackalloc short[WindowedNaf.Positions];
        Span<short> r1 = stackalloc short[WindowedNaf.Positions], r2 = stackalloc short[WindowedNaf.Positions];
        WindowedNaf.WriteHalves(g, GeneratorTable.Width, g1, g2);
        WindowedNaf.WriteHalves(r, Width, r1, r2);

        Span<AffinePoint> multiples = stackalloc AffinePoint[1 << (Width - 2)];
        Span<AffinePoint> lambdaMultiples = stackalloc AffinePoint[1 << (Width - 2)];
        OddMultiples.Write(point, multiples, out var scale);
        for (var i = 0; i < multiples.Length; i++)
            multiples[i].MultiplyByLambda(out lambdaMultiples[i]);

        ReadOnlySpan<AffinePoint> generators = GeneratorTable.Multiples, lambdaGenerators = GeneratorTable.LambdaMultiples;
        var accumulator = JacobianPoint.Infinity;
        for (var position = WindowedNaf.Positions - 1; position >= 0; position--)
        {
            accumulator.Double();
            if (r1[position] != 0)
            {
                OddMultiples.Pick(multiples, r1[position], out var q);
                accumulator.Add(q);
            }

            if (r2[position] != 0)
            {
                OddMultiples.Pick(lambdaMultiples, r2[position], out var q);
                accumulator.Add(q);
            }

            if (g1[position] != 0)
            {
                OddMultiples.Pick(generators, g1[position], out var q);
                accumulator.AddScaled(q, scale);
            }

            if (g2[position] != 0)
            {
                OddMultiples.Pick(lambdaGenerators, g2[position], out var q);
                accumulator.AddScaled(q, scale);
            }
        }

        return accumulator.TryMakeAffine(scale, out sum);
    }
}
