namespace CrawlGate.Ethereum;

/// <summary>
/// k = k1 + λ·k2 (mod n) with halves of at most 128 bits (Gallant, Lambert, Vanstone). λ·(x, y) is (β·x, y), so that one long
/// multiplication becomes two half as long that share their doublings.
/// </summary>
internal readonly struct ScalarSplit
{
    /// <summary>The magnitude of k1.</summary>
    public UInt128 First { get; private init; }

    /// <summary>The magnitude of k2.</summary>
    public UInt128 Second { get; private init; }

    /// <summary>Whether k1 is negative.</summary>
    public bool IsFirstNegative { get; private init; }

    /// <summary>Whether k2 is negative.</summary>
    public bool IsSecondNegative { get; private init; }

    // (A1, −MinusB1) and (A2, A1) are a short basis of the lattice of all (x, y) with x + λ·y ≡ 0 (mod n).
    private static readonly ulong[] A1 = [0xE86C90E49284EB15, 0x3086D221A7D46BCD];

    private static readonly ulong[] MinusB1 = [0x6F547FA90ABFE4C3, 0xE4437ED6010E8828];

    private static readonly ulong[] A2 = [0x57C1108D9D44CFD8, 0x14CA50F7A8E2F3F6, 1];

    // 2^384 · A1 / n and 2^384 · MinusB1 / n, rounded.
    private static readonly ulong[] G1 = [0xE893209A45DBB031, 0x3DAA8A1471E8CA7F, 0xE86C90E49284EB15, 0x3086D221A7D46BCD];

    private static readonly ulong[] G2 = [0x1571B4AE8AC47F71, 0x221208AC9DF506C6, 0x6F547FA90ABFE4C4, 0xE4437ED6010E8828];

    /// <summary>Splits a scalar.</summary>
    public static ScalarSplit Of(in Scalar k)
    {
        Span<ulong> c1 = stackalloc ulong[2], c2 = stackalloc ulong[2];
        MultiplyAndRound(k.Span, G1, c1);
        MultiplyAndRound(k.Span, G2, c2);

        // (k, 0) − c1·(A1, −MinusB1) − c2·(A2, A1) is short; modulo 2^256 its signs are the top bits.
        Span<ulong> first = stackalloc ulong[4], second = stackalloc ulong[4], product = stackalloc ulong[4];
        k.Span.CopyTo(first);
        Limbs.Multiply(c1, A1, product);
        Limbs.Subtract(first, product);
        Limbs.Multiply(c2, A2, product);
        Limbs.Subtract(first, product);

        Limbs.Multiply(c1, MinusB1, second);
        Limbs.Multiply(c2, A1, product);
        Limbs.Subtract(second, product);

        return new ScalarSplit
        {
            IsFirstNegative = (long)first[3] < 0,
            IsSecondNegative = (long)second[3] < 0,
            First = Magnitude(first),
            Second = Magnitude(second),
        };
    }

    private static UInt128 Magnitude(ReadOnlySpan<ulong> twosComplement)
    {
        var low = new UInt128(twosComplement[1], twosComplement[0]);
        return (long)twosComplement[3] < 0 ? UInt128.Zero - low : low;
    }

    private static void MultiplyAndRound(ReadOnlySpan<ulong> k, ReadOnlySpan<ulong> g, Span<ulong> result)
    {
        Span<ulong> product = stackalloc ulong[8];
        Limbs.Multiply(k, g, product);
        product[6..].CopyTo(result);
        Limbs.Add(result, [product[5] >> 63]);
    }
}
