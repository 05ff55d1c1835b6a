using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace CrawlGate.AspNetCore;

/// <summary>Tells whether two pages went to the same network (/24, or /56 of IPv6) without saying which one that is.</summary>
internal static class NetworkTag
{
    /// <summary>The tag of a client's network in a week; 0 when there is no address. Allocates nothing.</summary>
    public static ulong Of(IPAddress? client, EpochKey key)
    {
        Span<byte> address = stackalloc byte[16];
        if (client is null || !client.TryWriteBytes(address, out _))
            return 0;

        var network = client.AddressFamily == AddressFamily.InterNetwork ? address[..3]
            : client.IsIPv4MappedToIPv6 ? address[12..15]
            : address[..7];

        // Nothing else that this key makes tags of begins with a zero.
        Span<byte> message = stackalloc byte[8];
        network.CopyTo(message[1..]);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Subjects, message[..(1 + network.Length)], mac);
        return Math.Max(1, BinaryPrimitives.ReadUInt64BigEndian(mac));
    }
}
