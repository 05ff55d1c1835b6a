using System.Buffers.Binary;
using System.Numerics;

namespace CrawlGate.Ethereum;

/// <summary>
/// An unsigned 256-bit integer, the EVM's word. It holds token amounts in atomic units and compares, parses and encodes
/// without allocating; arithmetic beyond that goes through <see cref="BigInteger"/>.
/// </summary>
public readonly struct UInt256 : IEquatable<UInt256>, IComparable<UInt256>
{
    private const int MaxDecimalDigits = 78;

    private readonly ulong _a, _b, _c, _d; // most significant first

    private UInt256(ulong a, ulong b, ulong c, ulong d) => (_a, _b, _c, _d) = (a, b, c, d);

    /// <summary>Reads one to thirty-two big-endian bytes.</summary>
    /// <exception cref="ArgumentException">More than thirty-two bytes.</exception>
    public UInt256(ReadOnlySpan<byte> bigEndian)
    {
        if (bigEndian.Length > 32)
            throw new ArgumentException("More than 256 bits.", nameof(bigEndian));

        Span<byte> word = stackalloc byte[32];
        word.Clear();
        bigEndian.CopyTo(word[(32 - bigEndian.Length)..]);
        _a = BinaryPrimitives.ReadUInt64BigEndian(word);
        _b = BinaryPrimitives.ReadUInt64BigEndian(word[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(word[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(word[24..]);
    }

    /// <summary>2^256 − 1.</summary>
    public static UInt256 MaxValue => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>Whether the value is zero.</summary>
    public bool IsZero => (_a | _b | _c | _d) == 0;

    /// <summary>
    /// Reads a canonical decimal: <c>0</c>, or digits without a leading zero, not above 2^256 − 1. Signs, spaces, hexadecimal
    /// and exponents are refused, so that one amount has one spelling.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out UInt256 value)
    {
        value = default;
        if (text.IsEmpty || text.Length > MaxDecimalDigits || text.ContainsAnyExceptInRange('0', '9') || (text.Length > 1 && text[0] == '0'))
            return false;

        ulong a = 0, b = 0, c = 0, d = 0;
        foreach (var digit in text)
        {
            var carry = MultiplyAdd(ref d, 10, (ulong)(digit - '0'));
            carry = MultiplyAdd(ref c, 10, carry);
            carry = MultiplyAdd(ref b, 10, carry);
            if (MultiplyAdd(ref a, 10, carry) != 0)
                return false;
        }

        value = new UInt256(a, b, c, d);
        return true;
    }

    /// <summary>Reads like <see cref="TryParse"/>.</summary>
    /// <exception cref="FormatException">The text is not a canonical decimal of at most 256 bits.</exception>
    public static UInt256 Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var value) ? value : throw new FormatException("Not a canonical decimal of at most 256 bits.");

    /// <summary>Converts a non-negative integer of at most 256 bits.</summary>
    /// <exception cref="OverflowException">The integer is negative or longer.</exception>
    public static UInt256 FromBigInteger(BigInteger value)
    {
        if (value.Sign < 0 || value.GetBitLength() > 256)
            throw new OverflowException("Not an unsigned 256-bit integer.");

        return new UInt256(value.ToByteArray(isUnsigned: true, isBigEndian: true));
    }

    /// <summary>The same number for arithmetic that is not on a hot path.</summary>
    public BigInteger ToBigInteger()
    {
        Span<byte> bytes = stackalloc byte[32];
        WriteTo(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    /// <summary>The value when it fits sixty-four bits.</summary>
    public bool TryGetUInt64(out ulong value)
    {
        value = _d;
        return (_a | _b | _c) == 0;
    }

    /// <summary>Writes thirty-two big-endian bytes.</summary>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <inheritdoc/>
    public int CompareTo(UInt256 other) =>
        _a != other._a ? _a.CompareTo(other._a)
        : _b != other._b ? _b.CompareTo(other._b)
        : _c != other._c ? _c.CompareTo(other._c)
        : _d.CompareTo(other._d);

    /// <inheritdoc/>
    public bool Equals(UInt256 other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is UInt256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_a, _b, _c, _d);

    /// <summary>The canonical decimal.</summary>
    public override string ToString() =>
        TryGetUInt64(out var small) ? small.ToString(System.Globalization.CultureInfo.InvariantCulture) : ToBigInteger().ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Any sixty-four-bit value fits.</summary>
    public static implicit operator UInt256(ulong value) => new(0, 0, 0, value);

    /// <summary>Equality of the numbers.</summary>
    public static bool operator ==(UInt256 left, UInt256 right) => left.Equals(right);

    /// <summary>Inequality of the numbers.</summary>
    public static bool operator !=(UInt256 left, UInt256 right) => !left.Equals(right);

    /// <summary>Numerical order.</summary>
    public static bool operator <(UInt256 left, UInt256 right) => left.CompareTo(right) < 0;

    /// <summary>Numerical order.</summary>
    public static bool operator >(UInt256 left, UInt256 right) => left.CompareTo(right) > 0;

    /// <summary>Numerical order.</summary>
    public static bool operator <=(UInt256 left, UInt256 right) => left.CompareTo(right) <= 0;

    /// <summary>Numerical order.</summary>
    public static bool operator >=(UInt256 left, UInt256 right) => left.CompareTo(right) >= 0;

    private static ulong MultiplyAdd(ref ulong limb, ulong factor, ulong addend)
    {
        var high = Math.BigMul(limb, factor, out var low);
        limb = low + addend;
        return limb < low ? high + 1 : high;
    }
}
