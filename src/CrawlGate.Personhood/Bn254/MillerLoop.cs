using System.Runtime.CompilerServices;

namespace CrawlGate.Personhood;

/// <summary>The product of the lines' values, squared along the way: pairings but for <see cref="Pairing.FinalExponentiation"/>.</summary>
[SkipLocalsInit]
internal static class MillerLoop
{
    /// <summary>One pairing.</summary>
    public static Fp12 Run(in G1 p, ReadOnlySpan<MillerLine> lines)
    {
        var f = Fp12.One;
        var next = 0;
        foreach (var digit in CurveParameter.LoopDigits[1..])
        {
            f = f.Square();
            f = Times(f, lines[next++], p);
            if (digit != 0)
                f = Times(f, lines[next++], p);
        }

        f = Times(f, lines[next++], p);
        return Times(f, lines[next], p);
    }

    /// <summary>The product of three pairings, which share the squarings.</summary>
    public static Fp12 Run(
        in G1 a, ReadOnlySpan<MillerLine> aLines, in PairedPoint b, ReadOnlySpan<UnitMillerLine> bLines, in PairedPoint c, ReadOnlySpan<UnitMillerLine> cLines)
    {
        var f = Fp12.One;
        var next = 0;
        foreach (var digit in CurveParameter.LoopDigits[1..])
        {
            f = f.Square();
            f = Times(Times(Times(f, aLines[next], a), bLines[next], b), cLines[next], c);
            next++;
            if (digit != 0)
            {
                f = Times(Times(Times(f, aLines[next], a), bLines[next], b), cLines[next], c);
                next++;
            }
        }

        for (; next < MillerLines.Count; next++)
            f = Times(Times(Times(f, aLines[next], a), bLines[next], b), cLines[next], c);

        return f;
    }

    private static Fp12 Times(in Fp12 f, in MillerLine line, in G1 p) => f.TimesLine(line.Y * p.Y, line.X * p.X, line.Constant);

    private static Fp12 Times(in Fp12 f, in UnitMillerLine line, in PairedPoint p) => f.TimesUnitLine(line.X * p.XOverY, line.Constant * p.InverseY);
}
