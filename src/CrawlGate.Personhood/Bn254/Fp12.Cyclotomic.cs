namespace CrawlGate.Personhood;

internal readonly partial struct Fp12
{
    /// <summary>
    /// a² for an element of the cyclotomic subgroup (what the easy part of the final exponentiation leaves), after Granger and Scott: three
    /// squares in an extension of degree four, half the work of <see cref="Square"/>.
    /// </summary>
    public Fp12 CyclotomicSquare()
    {
        SquareQuartic(C0.C0, C1.C1, out var a0, out var a1);
        SquareQuartic(C1.C0, C0.C2, out var b0, out var b1);
        SquareQuartic(C0.C1, C1.C2, out var c0, out var c1);
        return new Fp12(
            new Fp6(ThreeLessTwo(a0, C0.C0), ThreeLessTwo(b0, C0.C1), ThreeLessTwo(c0, C0.C2)),
            new Fp6(ThreePlusTwo(c1.TimesXi(), C1.C0), ThreePlusTwo(a1, C1.C1), ThreePlusTwo(b1, C1.C2)));
    }

    /// <summary>a^u for an element of the cyclotomic subgroup, where u generates the curve's family.</summary>
    public Fp12 CyclotomicPowerOfU()
    {
        // Digits are odd or zero and at least four apart: few products, and a negative one costs a conjugation.
        Span<Fp12> odd = stackalloc Fp12[4];
        odd[0] = this;
        var square = CyclotomicSquare();
        for (var i = 1; i < odd.Length; i++)
            odd[i] = odd[i - 1] * square;

        var digits = CurveParameter.Digits;
        var result = odd[digits[0] >> 1];
        foreach (var digit in digits[1..])
        {
            result = result.CyclotomicSquare();
            if (digit > 0)
                result *= odd[digit >> 1];
            else if (digit < 0)
                result *= odd[-digit >> 1].Conjugate();
        }

        return result;
    }

    /// <summary>(x + y · s)² with s² = ξ, as real + imaginary · s.</summary>
    private static void SquareQuartic(in Fp2 x, in Fp2 y, out Fp2 real, out Fp2 imaginary)
    {
        var xx = x.Square();
        var yy = y.Square();
        imaginary = (x + y).Square() - xx - yy;
        real = yy.TimesXi() + xx;
    }

    private static Fp2 ThreeLessTwo(in Fp2 three, in Fp2 two) => (three - two).Double() + three;

    private static Fp2 ThreePlusTwo(in Fp2 three, in Fp2 two) => (three + two).Double() + three;
}
