using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace CrawlGate.AspNetCore;

/// <summary>The 16 bytes of an address, IPv4 as IPv4-mapped IPv6, when it is one of the public Internet.</summary>
internal static class ResolvableAddress
{
    /// <summary>False for private, shared, loopback, link-local, multicast and unspecified addresses: public DNS says nothing about them.</summary>
    public static bool TryRead(IPAddress address, out UInt128 bytes)
    {
        Span<byte> buffer = stackalloc byte[16];
        buffer[..10].Clear();
        buffer[10..12].Fill(0xFF);
        address.TryWriteBytes(address.AddressFamily == AddressFamily.InterNetwork ? buffer[12..] : buffer, out _);
        bytes = BinaryPrimitives.ReadUInt128BigEndian(buffer);
        return !NonPublicAddresses.Contains(address);
    }

    /// <summary>The address of 16 bytes.</summary>
    public static IPAddress ToAddress(UInt128 bytes)
    {
        Span<byte> buffer = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(buffer, bytes);
        return new IPAddress(bytes >> 32 == 0xFFFF ? buffer[12..] : buffer);
    }
}
