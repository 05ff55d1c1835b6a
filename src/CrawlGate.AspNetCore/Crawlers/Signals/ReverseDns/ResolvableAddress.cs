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
        return bytes >> 32 == 0xFFFF ? IsPublic4((uint)bytes) : IsPublic6(bytes);
    }

    /// <summary>The address of 16 bytes.</summary>
    public static IPAddress ToAddress(UInt128 bytes)
    {
        Span<byte> buffer = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(buffer, bytes);
        return new IPAddress(bytes >> 32 == 0xFFFF ? buffer[12..] : buffer);
    }

    private static bool IsPublic4(uint address) => (address >> 24) switch
    {
        0 or 10 or 127 or >= 224 => false,
        100 => (address >> 22 & 0x3) != 1, // 100.64.0.0/10
        169 => address >> 16 != 0xA9FE,
        172 => address >> 20 != 0xAC1,
        192 => address >> 16 != 0xC0A8,
        198 => address >> 17 != 0x6309, // 198.18.0.0/15, for benchmarks
        _ => true,
    };

    // 2000::/3 is all that is handed out.
    private static bool IsPublic6(UInt128 address) => address >> 125 == 1;
}
