namespace CrawlGate.Personhood;

internal readonly partial struct Fp
{
    // p − 2 and (p + 1) / 4, most significant limb first.
    private static ReadOnlySpan<ulong> InverseExponent => [P3, P2, P1, P0 - 2];

    private static ReadOnlySpan<ulong> RootExponent => [0x0c19139cb84c680a, 0x6e14116da0605617, 0x65e05aa45a1c72a3, 0x4f082305b61f3f52];

    /// <summary>1 / a, and zero for zero.</summary>
    public Fp Inverse() => Power(InverseExponent);

    /// <summary>The square root a^((p+1)/4); false when there is none. p is 3 modulo 4.</summary>
    public bool TrySqrt(out Fp root)
    {
        root = Power(RootExponent);
        return root.Square() == this;
    }

    /// <summary>Raises to a power of four bits at a time.</summary>
    private Fp Power(ReadOnlySpan<ulong> exponent)
    {
        Span<Fp> powers = stackalloc Fp[16];
        powers[0] = One;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * this;

        var result = One;
        foreach (var limb in exponent)
        {
            for (var shift = 60; shift >= 0; shift -= 4)
            {
                result = result.Square().Square().Square().Square();
                var digit = (int)(limb >> shift) & 15;
                if (digit != 0)
                    result *= powers[digit];
            }
        }

        return result;
    }
}
