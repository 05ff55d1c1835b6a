using System.Buffers.Binary;
using System.Net;

namespace CrawlGate.Gateway;

/// <summary>Version 2: binary (PROXY protocol specification, section 2.2). What follows the addresses (TLVs) is skipped.</summary>
internal static class ProxyHeaderV2
{
    private const int FixedLength = 16;
    private const int IPv4AddressesLength = 12;
    private const int IPv6AddressesLength = 36;

    private const byte Version = 0x20;
    private const byte LocalCommand = 0x0;
    private const byte ProxyCommand = 0x1;
    private const byte Tcp4 = 0x11;
    private const byte Tcp6 = 0x21;

    private static ReadOnlySpan<byte> Signature => [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

    public static bool CouldBe(ReadOnlySpan<byte> start) => start[..Math.Min(start.Length, Signature.Length)].SequenceEqual(Signature[..Math.Min(start.Length, Signature.Length)]);

    /// <summary>Reads the header from the first bytes of a connection, which hold its addresses at least when all of it is there.</summary>
    /// <param name="start">The first bytes.</param>
    /// <param name="received">How many there are in all.</param>
    public static ProxyHeader Read(ReadOnlySpan<byte> start, long received)
    {
        if (start.Length < FixedLength)
            return ProxyHeader.Incomplete;

        var (command, family) = ((byte)(start[12] ^ Version), start[13]);
        var length = FixedLength + BinaryPrimitives.ReadUInt16BigEndian(start[14..]);
        if (command is not (LocalCommand or ProxyCommand) || length > ProxyHeader.MaxLength)
            return ProxyHeader.Malformed;
        if (command == ProxyCommand && !IsFamily(family, length - FixedLength))
            return ProxyHeader.Malformed;
        if (received < length)
            return ProxyHeader.Incomplete;

        return ProxyHeader.Complete(length, command == LocalCommand ? null : ClientOf(family, start[FixedLength..]));
    }

    // Families other than TCP over IP are valid and name nobody whom HTTP could come from; the specification has them treated as unspecified.
    private static bool IsFamily(byte family, int length) => family switch
    {
        Tcp4 => length >= IPv4AddressesLength,
        Tcp6 => length >= IPv6AddressesLength,
        0x00 or 0x12 or 0x22 or 0x31 or 0x32 => true,
        _ => false,
    };

    private static IPEndPoint? ClientOf(byte family, ReadOnlySpan<byte> addresses) => family switch
    {
        Tcp4 => new IPEndPoint(new IPAddress(addresses[..4]), BinaryPrimitives.ReadUInt16BigEndian(addresses[8..])),
        Tcp6 => new IPEndPoint(new IPAddress(addresses[..16]), BinaryPrimitives.ReadUInt16BigEndian(addresses[32..])),
        _ => null,
    };
}
