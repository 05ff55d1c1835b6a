using System.Buffers.Binary;

namespace CrawlGate.Ethereum;

/// <summary>
/// An integer modulo p = 2^256 − 2^32 − 977 in five limbs of 52 bits with head room: adding and subtracting leave carries in
/// the limbs, multiplying takes them away. <em>Magnitude</em> m means that limbs are below m · (2^52 + 2^48). Variable time:
/// for public data only.
/// </summary>
internal partial struct FieldElement
{
    private const int LimbBits = 52;
    private const ulong LimbMask = 0xFFFFFFFFFFFFF;
    private const ulong TopLimbMask = 0xFFFFFFFFFFFF;
    private const ulong LowLimbOfP = 0xFFFFEFFFFFC2F;
    private const ulong TwoTo256ModP = 0x1000003D1;

    private ulong _0, _1, _2, _3, _4; // least significant first

    /// <summary>One.</summary>
    public static FieldElement One => new() { _0 = 1 };

    /// <summary>Reads 32 big-endian bytes, of which the value may be above p.</summary>
    public static FieldElement FromBigEndian(ReadOnlySpan<byte> bytes) => FromWords(
        BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes));

    /// <summary>Takes four 64-bit words, least significant first.</summary>
    public static FieldElement FromWords(ulong w0, ulong w1, ulong w2, ulong w3) => new()
    {
        _0 = w0 & LimbMask,
        _1 = ((w0 >> 52) | (w1 << 12)) & LimbMask,
        _2 = ((w1 >> 40) | (w2 << 24)) & LimbMask,
        _3 = ((w2 >> 28) | (w3 << 36)) & LimbMask,
        _4 = w3 >> 16,
    };

    /// <summary>Whether the value is odd; only after <see cref="Normalize"/>.</summary>
    public readonly bool IsOdd => (_0 & 1) != 0;

    /// <summary>Writes 32 big-endian bytes; only after <see cref="Normalize"/>.</summary>
    public readonly void WriteTo(Span<byte> destination)
    {
        Span<ulong> words = stackalloc ulong[4];
        CopyTo(words);
        for (var i = 0; i < 4; i++)
            BinaryPrimitives.WriteUInt64BigEndian(destination[(24 - (i * 8))..], words[i]);
    }

    /// <summary>Writes four 64-bit words, least significant first; only after <see cref="Normalize"/>.</summary>
    public readonly void CopyTo(Span<ulong> words)
    {
        words[0] = _0 | (_1 << 52);
        words[1] = (_1 >> 12) | (_2 << 40);
        words[2] = (_2 >> 24) | (_3 << 28);
        words[3] = (_3 >> 36) | (_4 << 16);
    }

    /// <summary>Brings the value into [0, p) with limbs of 52 bits.</summary>
    public void Normalize()
    {
        _0 += (_4 >> 48) * TwoTo256ModP;
        _4 &= TopLimbMask;
        Carry();
        if (_4 >> 48 != 0 || (_4 == TopLimbMask && (_3 & _2 & _1) == LimbMask && _0 >= LowLimbOfP))
        {
            // Adding 2^256 − p and dropping bit 256 subtracts p.
            _0 += TwoTo256ModP;
            Carry();
            _4 &= TopLimbMask;
        }
    }

    /// <summary>Whether the value is a multiple of p; any magnitude up to 16.</summary>
    public readonly bool IsZero()
    {
        var low = (_0 + ((_4 >> 48) * TwoTo256ModP)) & LimbMask;
        if (low != 0 && low != LowLimbOfP)
            return false;

        var copy = this;
        copy.Normalize();
        return (copy._0 | copy._1 | copy._2 | copy._3 | copy._4) == 0;
    }

    private void Carry()
    {
        _1 += _0 >> LimbBits;
        _0 &= LimbMask;
        _2 += _1 >> LimbBits;
        _1 &= LimbMask;
        _3 += _2 >> LimbBits;
        _2 &= LimbMask;
        _4 += _3 >> LimbBits;
        _3 &= LimbMask;
    }
}
