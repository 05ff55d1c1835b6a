using System.Buffers.Binary;

namespace CrawlGate.WebBotAuth;

/// <summary>Ed25519 (RFC 8032) on this machine.</summary>
public static class Ed25519
{
    internal const int KeyLength = 32;
    internal const int SignatureLength = 64;

    // y of the points of order 1, 2, 4 and 8, little-endian as in a key; each stands for both signs of x. 0 and ±1 are order 4, 1 and 2.
    private static readonly byte[][] SmallOrder =
    [
        Convert.FromHexString("0000000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("0100000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        Convert.FromHexString("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        Convert.FromHexString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    ];

    // 2^255 − 19, the field's prime, and 2^252 + 27742317777372353535851937790883648493, the group's order.
    private static readonly UInt256Limbs Prime = new(0x7fff_ffff_ffff_ffff, ulong.MaxValue, ulong.MaxValue, 0xffff_ffff_ffff_ffed);
    private static readonly UInt256Limbs Order = new(0x1000_0000_0000_0000, 0, 0x14de_f9de_a2f7_9cd6, 0x5812_631a_5cf5_d3ed);

    /// <summary>
    /// Whether this system can sign and verify with Ed25519: it has OpenSSL 1.1.1 or newer. Without it keys of the kind are refused
    /// and signing keys throw <see cref="PlatformNotSupportedException"/>.
    /// </summary>
    public static bool IsSupported => OpenSsl.Instance is not null;

    /// <summary>
    /// Whether a public key may be used at all: 32 bytes, its y below the prime, and no point of small order, for which signatures
    /// exist that hold for many messages.
    /// </summary>
    internal static bool IsAcceptableKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyLength)
            return false;

        Span<byte> y = stackalloc byte[KeyLength];
        key.CopyTo(y);
        y[^1] &= 0x7f;
        if (!UInt256Limbs.Read(y).IsBelow(Prime))
            return false;

        foreach (var point in SmallOrder)
            if (y.SequenceEqual(point))
                return false;

        return true;
    }

    /// <summary>Whether a signature has its one permitted form: 64 bytes with S below the group's order (RFC 8032 section 5.1.7).</summary>
    internal static bool IsCanonicalSignature(ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureLength && UInt256Limbs.Read(signature[KeyLength..]).IsBelow(Order);

    private readonly record struct UInt256Limbs(ulong Top, ulong Upper, ulong Lower, ulong Bottom)
    {
        public static UInt256Limbs Read(ReadOnlySpan<byte> littleEndian) => new(
            BinaryPrimitives.ReadUInt64LittleEndian(littleEndian[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(littleEndian[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(littleEndian[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(littleEndian));

        public bool IsBelow(UInt256Limbs other) =>
            Top != other.Top ? Top < other.Top
            : Upper != other.Upper ? Upper < other.Upper
            : Lower != other.Lower ? Lower < other.Lower
            : Bottom < other.Bottom;
    }
}
