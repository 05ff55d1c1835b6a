namespace CrawlGate.Ethereum;

/// <summary>
/// Odd multiples of 2^(16·j)·P for every sixteen bits of a 128-bit number. A digit of a <see cref="WindowedNaf"/> finds its power
/// of two in the table up to fifteen doublings, so that a multiplication takes those instead of 128.
/// </summary>
internal sealed class ChunkedMultiples
{
    /// <summary>Bits between two chunks, and doublings of a multiplication plus one.</summary>
    public const int Spacing = 16;

    private const int Chunks = (WindowedNaf.Positions - 1) / Spacing;

    // One chunk after the other; behind them 2^128·P, since the form's last carry may reach bit 128, where it is one.
    private readonly AffinePoint[] _points;
    private readonly int _countPerChunk;
    private readonly int _width;

    /// <summary>Computes the multiples for digits of this width, with one inversion for all.</summary>
    public ChunkedMultiples(in AffinePoint point, int width)
    {
        _width = width;
        _countPerChunk = OddMultiples.Count(width);
        _points = new AffinePoint[(Chunks * _countPerChunk) + 1];

        // Like the multiples, each chunk's first point is on a curve stretched by a scale of its own until the end.
        Span<FieldElement> scales = stackalloc FieldElement[Chunks + 1];
        var first = point;
        var firstScale = FieldElement.One;
        for (var chunk = 0; chunk <= Chunks; chunk++)
        {
            OddMultiples.Write(first, Chunk(chunk), out var scale);
            FieldElement.Multiply(scale, firstScale, out scales[chunk]);
            MoveToNextChunk(ref first, ref firstScale);
        }

        FieldElement.InvertAll(scales);
        for (var chunk = 0; chunk <= Chunks; chunk++)
            OddMultiples.Unstretch(Chunk(chunk), scales[chunk]);
    }

    /// <summary>Writes the forms of the scalar's two halves for <see cref="AddTo"/>.</summary>
    public void WriteDigits(in Scalar scalar, Span<short> first, Span<short> second) =>
        WindowedNaf.WriteHalves(scalar, _width, first, second);

    /// <summary>Adds what the digits at position <paramref name="bit"/> of all chunks stand for; the second half's are of λ·P.</summary>
    public void AddTo(ref JacobianPoint sum, int bit, ReadOnlySpan<short> first, ReadOnlySpan<short> second)
    {
        var start = 0;
        for (var position = bit; position < WindowedNaf.Positions; position += Spacing, start += _countPerChunk)
        {
            if (first[position] != 0)
            {
                OddMultiples.Pick(_points.AsSpan(start), first[position], out var multiple);
                sum.Add(multiple);
            }

            if (second[position] != 0)
            {
                // The multiplication here costs less than a table twice as large, which the caches hold less of.
                OddMultiples.Pick(_points.AsSpan(start), second[position], out var multiple);
                multiple.MultiplyByLambda(out multiple);
                sum.Add(multiple);
            }
        }
    }

    private Span<AffinePoint> Chunk(int chunk)
    {
        var start = chunk * _countPerChunk;
        return _points.AsSpan(start, Math.Min(_countPerChunk, _points.Length - start));
    }

    private static void MoveToNextChunk(ref AffinePoint first, ref FieldElement scale)
    {
        var power = new JacobianPoint(first);
        for (var i = 0; i < Spacing; i++)
            power.Double();

        first.X = power.X;
        first.Y = power.Y;
        first.X.Normalize();
        first.Y.Normalize();
        FieldElement.Multiply(scale, power.Z, out scale);
    }
}
