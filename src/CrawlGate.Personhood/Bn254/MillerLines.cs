using System.Runtime.CompilerServices;

namespace CrawlGate.Personhood;

/// <summary>The lines of the optimal ate Miller loop for one point of the twist, in the order in which the loop asks for them.</summary>
[SkipLocalsInit]
internal static class MillerLines
{
    /// <summary>How many lines there are: one for each digit after the first, one for each that is not zero, and two at the end.</summary>
    public const int Count = 65 + 21 + 2;

    /// <summary>
    /// Computes the lines, and whether the point is in G2. With ψ for the Frobenius map, the points of G2 are exactly those with
    /// [6u + 2]Q + ψ(Q) − ψ²(Q) = −ψ³(Q): the norm of 6u + 2 + ψ − ψ² + ψ³ has no factor in common with the twist's cofactor 2p − r. The
    /// left side is where the loop ends anyway.
    /// </summary>
    public static bool TryCompute(in G2 q, Span<MillerLine> lines)
    {
        Fp2 x = q.X, y = q.Y, z = Fp2.One;
        var negative = -q;
        var next = 0;
        foreach (var digit in CurveParameter.LoopDigits[1..])
        {
            lines[next++] = Double(ref x, ref y, ref z);
            if (digit != 0)
                lines[next++] = Add(ref x, ref y, ref z, digit > 0 ? q : negative);
        }

        var once = Frobenius.Apply(q);
        var twice = Frobenius.Apply(once);
        var thrice = Frobenius.Apply(twice);
        lines[next++] = Add(ref x, ref y, ref z, once);
        lines[next] = Add(ref x, ref y, ref z, -twice);

        // A point whose multiples run into each other, which only happens outside G2, leaves z at zero for good.
        return !z.IsZero && x == thrice.X * z && y == -(thrice.Y * z);
    }

    /// <summary>Lines for points that are paired again and again; null when the point is not in G2.</summary>
    public static UnitMillerLine[]? Precompute(in G2 q)
    {
        var lines = new MillerLine[Count];
        return TryCompute(q, lines) ? [.. lines.Select(Divide)] : null;
    }

    private static UnitMillerLine Divide(MillerLine line)
    {
        var inverse = line.Y.Inverse();
        return new UnitMillerLine(line.X * inverse, line.Constant * inverse);
    }

    /// <summary>Doubles T = (x/z, y/z); returns its tangent. Formulas of Costello, Lange and Naehrig.</summary>
    private static MillerLine Double(ref Fp2 x, ref Fp2 y, ref Fp2 z)
    {
        var a = x * y * Fp.Half;
        var b = y.Square();
        var c = z.Square();
        var e = G2.B * c.Triple();
        var f = e.Triple();
        var g = (b + f) * Fp.Half;
        var h = (y + z).Square() - b - c;
        var line = new MillerLine(-h, x.Square().Triple(), e - b);

        x = a * (b - f);
        y = g.Square() - e.Square().Triple();
        z = b * h;
        return line;
    }

    /// <summary>Adds Q to T = (x/z, y/z); returns the line through both.</summary>
    private static MillerLine Add(ref Fp2 x, ref Fp2 y, ref Fp2 z, in G2 q)
    {
        var o = y - (q.Y * z);
        var l = x - (q.X * z);
        var ll = l.Square();
        var lll = ll * l;
        var g = x * ll;
        var h = lll + (z * o.Square()) - g.Double();
        var line = new MillerLine(l, -o, (q.X * o) - (l * q.Y));

        y = ((g - h) * o) - (y * lll);
        x = l * h;
        z = lll * z;
        return line;
    }
}
