using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Whose requests are counted together: those of a named crawler, apart by how much of the name is proven, so that impostors use
/// up nothing that is its own; else those of an address, or of an IPv6 network of 64 bits, which is what one customer has.
/// </summary>
internal readonly record struct ClientKey(string? Token, IdentityVerdict Identity, UInt128 Network)
{
    public static ClientKey Of(HttpContext context, RequestClassification who) =>
        who.Crawler is { } crawler ? new ClientKey(crawler.Token, who.Identity, 0) : new ClientKey(null, who.Identity, NetworkOf(context.Connection.RemoteIpAddress));

    /// <summary>An address, or of IPv6 the network that one customer has.</summary>
    public static UInt128 NetworkOf(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is null || !address.TryWriteBytes(bytes, out _))
            return 0;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return BinaryPrimitives.ReadUInt32BigEndian(bytes);

        return address.IsIPv4MappedToIPv6
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])
            : new UInt128(BinaryPrimitives.ReadUInt64BigEndian(bytes), 0);
    }
}
