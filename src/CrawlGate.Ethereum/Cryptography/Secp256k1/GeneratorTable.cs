namespace CrawlGate.Ethereum;

/// <summary>Odd multiples of G and of λ·G, computed when the first signature is recovered.</summary>
internal static class GeneratorTable
{
    /// <summary>
    /// The width of the form whose digits the tables hold. Each step up saves about two additions in a hundred and doubles the
    /// tables; at 10 they are 40 kB together.
    /// </summary>
    public const int Width = 10;

    /// <summary>G, 3G, 5G, …</summary>
    public static AffinePoint[] Multiples { get; } = Compute();

    /// <summary>λG, 3λG, 5λG, …</summary>
    public static AffinePoint[] LambdaMultiples { get; } = ByLambda(Multiples);

    private static AffinePoint[] Compute()
    {
        var table = new AffinePoint[OddMultiples.Count(Width)];
        OddMultiples.Write(AffinePoint.Generator, table, out var scale);

        FieldElement.Invert(scale, out var inverse);
        OddMultiples.Unstretch(table, inverse);
        return table;
    }

    private static AffinePoint[] ByLambda(AffinePoint[] multiples)
    {
        var table = new AffinePoint[multiples.Length];
        for (var i = 0; i < table.Length; i++)
            multiples[i].MultiplyByLambda(out table[i]);

        return table;
    }
}
