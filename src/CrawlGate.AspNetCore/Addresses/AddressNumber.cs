using System.Buffers.Binary;
using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>
/// An address as one number: IPv6 as it is, IPv4 at its mapped place (<c>::ffff:0:0/96</c>), so that an IPv4 address is the same
/// whichever way a socket or a proxy writes it. Scopes of link-local addresses do not count.
/// </summary>
internal static class AddressNumber
{
    public const int Bits = 128;

    /// <summary>The first IPv4 address, <c>0.0.0.0</c>.</summary>
    public static readonly UInt128 FirstIPv4 = new(0, 0xffff_0000_0000);

    /// <summary>The last IPv4 address, <c>255.255.255.255</c>.</summary>
    public static readonly UInt128 LastIPv4 = new(0, 0xffff_ffff_ffff);

    private const int IPv4Bytes = 4;
    private const int IPv6Bytes = 16;

    public static UInt128 Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[IPv6Bytes];
        address.TryWriteBytes(bytes, out var length);
        return length == IPv4Bytes ? OfIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes)) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static UInt128 OfIPv4(uint bigEndian) => FirstIPv4 | bigEndian;

    public static bool IsIPv4(UInt128 number) => number >= FirstIPv4 && number <= LastIPv4;

    public static IPAddress ToAddress(UInt128 number)
    {
        Span<byte> bytes = stackalloc byte[IPv6Bytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(IsIPv4(number) ? bytes[^IPv4Bytes..] : bytes);
    }

    /// <summary>The address itself, or the IPv4 address that it maps.</summary>
    public static IPAddress Normalize(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
