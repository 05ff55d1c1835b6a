namespace CrawlGate.Personhood;

/// <summary>The last step of every pairing.</summary>
internal static class Pairing
{
    /// <summary>
    /// f^((p¹² − 1)/r), up to a fixed exponent without a factor in common with r: one exactly where the pairing's product is one. The
    /// decomposition is that of Fuentes-Castañeda, Knapp and Rodríguez-Henríquez: (1 + 6u + 12u² + 12u³) + (4u + 6u² + 12u³)p +
    /// (6u + 6u² + 12u³)p² + (−1 + 4u + 6u² + 12u³)p³ after the easy part (p⁶ − 1)(p² + 1).
    /// </summary>
    public static Fp12 FinalExponentiation(in Fp12 f)
    {
        var easy = f.Conjugate() * f.Inverse();
        easy = Frobenius.ApplyTwice(easy) * easy;

        var u2 = easy.CyclotomicPowerOfU().CyclotomicSquare();
        var u6 = u2.CyclotomicSquare() * u2;
        var uu6 = u6.CyclotomicPowerOfU();
        var uuu12 = uu6.CyclotomicSquare().CyclotomicPowerOfU();

        var third = uuu12 * uu6 * u6;
        var second = third * u2.Conjugate();
        var first = third * uu6 * easy;
        var fourth = second * easy.Conjugate();
        return first * Frobenius.Apply(second) * Frobenius.ApplyTwice(third) * Frobenius.ApplyTwice(Frobenius.Apply(fourth));
    }
}
