using System.Numerics;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// The numbers that define BN254: everything follows from u. p = 36u⁴ + 36u³ + 24u² + 6u + 1 is the base prime and
/// r = 36u⁴ + 36u³ + 18u² + 6u + 1 the order of the groups.
/// </summary>
internal static class CurveParameter
{
    /// <summary>u.</summary>
    public const ulong U = 4965661367192848881;

    /// <summary>p.</summary>
    public static BigInteger P { get; } = Evaluate(24);

    /// <summary>r.</summary>
    public static UInt256 R { get; } = UInt256.FromBigInteger(Evaluate(18));

    /// <summary>u in signed odd digits below eight, most significant first.</summary>
    public static ReadOnlySpan<sbyte> Digits => UDigits;

    /// <summary>6u + 2, the length of the Miller loop, in digits −1, 0 and 1 of which no two neighbours are set, most significant first.</summary>
    public static ReadOnlySpan<sbyte> LoopDigits => SixUPlusTwoDigits;

    private static readonly sbyte[] UDigits = SignedDigits(U, 4);

    private static readonly sbyte[] SixUPlusTwoDigits = SignedDigits((6 * (UInt128)U) + 2, 2);

    private static BigInteger Evaluate(int quadratic)
    {
        BigInteger u = U;
        return (((((36 * u) + 36) * u) + quadratic) * u * u) + (6 * u) + 1;
    }

    /// <summary>The width-w non-adjacent form.</summary>
    private static sbyte[] SignedDigits(UInt128 value, int width)
    {
        var digits = new List<sbyte>();
        for (; value != 0; value >>= 1)
        {
            var digit = 0;
            if (UInt128.IsOddInteger(value))
            {
                digit = (int)(value & ((1U << width) - 1));
                if (digit >= 1 << (width - 1))
                    digit -= 1 << width;
                value = digit > 0 ? value - (uint)digit : value + (uint)-digit;
            }

            digits.Add((sbyte)digit);
        }

        digits.Reverse();
        return [.. digits];
    }
}
