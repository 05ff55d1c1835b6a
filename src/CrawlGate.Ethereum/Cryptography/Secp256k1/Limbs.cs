using System.Buffers.Binary;

namespace CrawlGate.Ethereum;

/// <summary>Natural numbers as spans of 64-bit words, least significant first. Variable time: for public data only.</summary>
internal static class Limbs
{
    /// <summary>product = a · b, cut off at the product's length, which does not overlap a or b.</summary>
    public static void Multiply(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> product)
    {
        product.Clear();
        for (var i = 0; i < a.Length; i++)
        {
            ulong carry = 0;
            var end = Math.Min(b.Length, product.Length - i);
            for (var j = 0; j < end; j++)
            {
                var sum = Math.BigMul(a[i], b[j]) + product[i + j] + carry;
                product[i + j] = (ulong)sum;
                carry = (ulong)(sum >> 64);
            }

            if (i + end < product.Length)
                product[i + end] = carry;
        }
    }

    /// <summary>a += b for b not longer than a; the carry out is lost.</summary>
    public static void Add(Span<ulong> a, ReadOnlySpan<ulong> b)
    {
        UInt128 carry = 0;
        for (var i = 0; i < a.Length; i++)
        {
            carry += (UInt128)a[i] + (i < b.Length ? b[i] : 0);
            a[i] = (ulong)carry;
            carry >>= 64;
        }
    }

    /// <summary>a −= b for b not longer than a, modulo two to the bits of a.</summary>
    public static void Subtract(Span<ulong> a, ReadOnlySpan<ulong> b)
    {
        ulong borrow = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var difference = (UInt128)a[i] - (i < b.Length ? b[i] : 0) - borrow;
            a[i] = (ulong)difference;
            borrow = (ulong)(difference >> 64) & 1;
        }
    }

    /// <summary>The order of two numbers of the same length.</summary>
    public static int Compare(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        for (var i = a.Length - 1; i >= 0; i--)
        {
            if (a[i] != b[i])
                return a[i].CompareTo(b[i]);
        }

        return 0;
    }

    /// <summary>Reads 32 big-endian bytes into four words.</summary>
    public static void Read(ReadOnlySpan<byte> bigEndian, Span<ulong> words)
    {
        for (var i = 0; i < 4; i++)
            words[i] = BinaryPrimitives.ReadUInt64BigEndian(bigEndian[(24 - (i * 8))..]);
    }

    /// <summary>Writes four words as 32 big-endian bytes.</summary>
    public static void Write(ReadOnlySpan<ulong> words, Span<byte> bigEndian)
    {
        for (var i = 0; i < 4; i++)
            BinaryPrimitives.WriteUInt64BigEndian(bigEndian[(24 - (i * 8))..], words[i]);
    }
}
