using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Sums of multiples of points that stay the same: one row of doublings for all (Straus), with a table of odd multiples for each.</summary>
[SkipLocalsInit]
internal sealed class FixedBases
{
    // Digits are odd, below 2^5, and at least six apart: sixteen multiples a point, a kilobyte, and 36 additions a scalar.
    private const int Width = 6;
    private const int TableSize = 1 << (Width - 2);
    private const int ScalarBits = 256;

    private readonly G1 _constant;
    private readonly G1[] _tables;

    public FixedBases(G1 constant, ReadOnlySpan<G1> bases)
    {
        _constant = constant;
        _tables = new G1[bases.Length * TableSize];
        for (var i = 0; i < bases.Length; i++)
        {
            var multiple = G1Jacobian.Infinity + bases[i];
            var twice = multiple.Double().ToAffine();
            for (var j = 0; j < TableSize; j++)
            {
                _tables[(i * TableSize) + j] = multiple.ToAffine();
                multiple += twice;
            }
        }
    }

    /// <summary>How many scalars there are.</summary>
    public int Count => _tables.Length / TableSize;

    /// <summary>constant + Σ scalarᵢ · baseᵢ. Scalars are below 2^254.</summary>
    public G1Jacobian Sum(ReadOnlySpan<UInt256> scalars)
    {
        Span<sbyte> digits = stackalloc sbyte[scalars.Length * ScalarBits];
        digits.Clear();
        var length = 0;
        for (var i = 0; i < scalars.Length; i++)
            length = Math.Max(length, Recode(scalars[i], digits.Slice(i * ScalarBits, ScalarBits)));

        var sum = G1Jacobian.Infinity;
        for (var bit = length - 1; bit >= 0; bit--)
        {
            sum = sum.Double();
            for (var i = 0; i < scalars.Length; i++)
            {
                int digit = digits[(i * ScalarBits) + bit];
                if (digit > 0)
                    sum += _tables[(i * TableSize) + (digit >> 1)];
                else if (digit < 0)
                    sum += -_tables[(i * TableSize) + (-digit >> 1)];
            }
        }

        return sum + _constant;
    }

    /// <summary>Writes the non-adjacent form, least significant digit first, into zeros; returns how long it is.</summary>
    private static int Recode(UInt256 scalar, Span<sbyte> digits)
    {
        Span<byte> bytes = stackalloc byte[32];
        scalar.WriteTo(bytes);
        Span<ulong> limbs = stackalloc ulong[5];
        for (var i = 0; i < 4; i++)
            limbs[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes[(24 - (i * 8))..]);
        limbs[4] = 0;

        var carry = 0;
        var length = 0;
        for (var bit = 0; bit < ScalarBits;)
        {
            var window = (int)((limbs[bit >> 6] >> (bit & 63)) & ((1 << Width) - 1));
            if ((bit & 63) > 64 - Width)
                window |= (int)(limbs[(bit >> 6) + 1] << (64 - (bit & 63))) & ((1 << Width) - 1);
            if ((window & 1) == carry)
            {
                bit++;
                continue;
            }

            var digit = window + carry;
            carry = digit >> (Width - 1);
            digits[bit] = (sbyte)(digit - (carry << Width));
            length = bit + 1;
            bit += Width;
        }

        return length;
    }
}
