using System.Net;
using System.Net.Sockets;

namespace CrawlGate.WebBotAuth;

/// <summary>
/// Tells addresses on the public Internet from those a server must not be sent to by a stranger: its own, its network's, and
/// every form of writing those (the IANA special-purpose address registries, RFC 6890).
/// </summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] RefusedV4 = Networks(
        "0.0.0.0/8", // this network
        "10.0.0.0/8", // private
        "100.64.0.0/10", // carrier-grade NAT
        "127.0.0.0/8", // loopback
        "169.254.0.0/16", // link-local, with the clouds' metadata services
        "172.16.0.0/12", // private
        "192.0.0.0/24", // protocol assignments
        "192.0.2.0/24", // TEST-NET-1
        "192.88.99.0/24", // 6to4 relays
        "192.168.0.0/16", // private
        "198.18.0.0/15", // benchmarking
        "198.51.100.0/24", // TEST-NET-2
        "203.0.113.0/24", // TEST-NET-3
        "224.0.0.0/4", // multicast
        "240.0.0.0/4"); // reserved, and broadcast

    // Only this block is assigned as global unicast: loopback, unique-local, link-local, site-local, IPv4-compatible, discard
    // and multicast addresses lie outside.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] RefusedV6 = Networks(
        "2001::/23", // protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32", // documentation
        "2002::/16", // 6to4, which tunnels to the IPv4 address inside
        "3ffe::/16", // 6bone, given back
        "3fff::/20"); // documentation

    // Where IPv6-only networks reach IPv4 through; a resolver with DNS64 answers so for every IPv4 host.
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>
    /// Whether <paramref name="address"/> is on the public Internet. IPv4-mapped and NAT64 addresses are what they embed; other
    /// forms that embed an IPv4 address (compatible, 6to4, Teredo) are not public, ISATAP ones only when both are.
    /// </summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Contains(RefusedV4, address);
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return false;

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (Nat64.Contains(address))
            return IsPublic(new IPAddress(bytes[12..]));

        var isatap = bytes[8] is 0 or 2 && bytes[9..12].SequenceEqual<byte>([0x00, 0x5e, 0xfe]);
        return GlobalUnicast.Contains(address) && !Contains(RefusedV6, address) && (!isatap || IsPublic(new IPAddress(bytes[12..])));
    }

    private static bool Contains(IPNetwork[] networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }

    private static IPNetwork[] Networks(params string[] networks) => Array.ConvertAll(networks, IPNetwork.Parse);
}
