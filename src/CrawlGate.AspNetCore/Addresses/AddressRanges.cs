using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace CrawlGate.AspNetCore;

/// <summary>An immutable set of IPv4 and IPv6 addresses. IPv4-mapped IPv6 addresses count as IPv4.</summary>
internal sealed class AddressRanges
{
    private readonly IntervalSet<uint> _v4;
    private readonly IntervalSet<UInt128> _v6;

    public AddressRanges(IReadOnlyCollection<AddressPrefix> prefixes)
    {
        _v4 = new(prefixes.Where(prefix => prefix.IsIPv4).Select(prefix => ((uint)prefix.First, (uint)prefix.Last)));
        _v6 = new(prefixes.Where(prefix => !prefix.IsIPv4).Select(prefix => (prefix.First, prefix.Last)));
    }

    /// <summary>How many IPv4 addresses are in the set.</summary>
    public UInt128 IPv4Size => _v4.Size;

    /// <summary>How many IPv6 addresses are in the set.</summary>
    public UInt128 IPv6Size => _v6.Size;

    /// <summary>Whether an address is in the set; no allocation, logarithmic time.</summary>
    public bool Contains(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return address.TryWriteBytes(bytes, out _) && _v4.Contains(BinaryPrimitives.ReadUInt32BigEndian(bytes));
        if (!address.TryWriteBytes(bytes, out _))
            return false;

        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return value >> 32 == 0xffff ? _v4.Contains((uint)value) : _v6.Contains(value);
    }

    /// <summary>Whether any address of a prefix is in the set.</summary>
    public bool Intersects(AddressPrefix prefix) =>
        prefix.IsIPv4 ? _v4.Intersects((uint)prefix.First, (uint)prefix.Last) : _v6.Intersects(prefix.First, prefix.Last);
}
