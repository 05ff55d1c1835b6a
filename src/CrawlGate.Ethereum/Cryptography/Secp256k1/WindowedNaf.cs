namespace CrawlGate.Ethereum;

/// <summary>
/// The width-w non-adjacent form: a number as a sum of digit · 2^position with odd digits below 2^(w−1) in magnitude and at
/// least w − 1 zeros after each, so that a multiplication adds only about one table entry in w + 1 doublings.
/// </summary>
internal static class WindowedNaf
{
    /// <summary>Positions of a 128-bit number's form: a last carry may reach bit 128.</summary>
    public const int Positions = 129;

    /// <summary>Writes the digits, one position each, with their signs turned when the number is negative.</summary>
    public static void Write(UInt128 magnitude, bool isNegative, int width, Span<short> digits)
    {
        digits.Clear();
        ulong low = (ulong)magnitude, high = (ulong)(magnitude >> 64);
        var carry = 0;
        for (var position = 0; position < Positions;)
        {
            var bits = BitsFrom(low, high, position);
            if ((int)(bits & 1) == carry)
            {
                position++;
                continue;
            }

            var length = Math.Min(width, Positions - position);
            var digit = (int)(bits & ((1UL << length) - 1)) + carry;
            carry = (digit >> (width - 1)) & 1;
            digit -= carry << width;
            digits[position] = (short)(isNegative ? -digit : digit);
            position += length;
        }
    }

    /// <summary>Writes the forms of the two halves that a scalar splits into.</summary>
    public static void WriteHalves(in Scalar scalar, int width, Span<short> first, Span<short> second)
    {
        var split = ScalarSplit.Of(scalar);
        Write(split.First, split.IsFirstNegative, width, first);
        Write(split.Second, split.IsSecondNegative, width, second);
    }

    private static ulong BitsFrom(ulong low, ulong high, int position) => position switch
    {
        0 => low,
        < 64 => (low >> position) | (high << (64 - position)),
        < 128 => high >> (position - 64),
        _ => 0,
    };
}
