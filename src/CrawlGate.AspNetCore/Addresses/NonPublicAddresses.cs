using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Addresses that nobody on the Internet comes from: a published list that names them is wrong, and a client that has one came
/// through a proxy that is not known to be trusted (IANA special-purpose registries; IPv6 unicast is 2000::/3, RFC 4291).
/// </summary>
internal static class NonPublicAddresses
{
    private static readonly AddressRanges All = new(
    [
        Prefix("0.0.0.0/8"),
        Prefix("10.0.0.0/8"),
        Prefix("100.64.0.0/10"), // shared by the customers of a carrier
        Prefix("127.0.0.0/8"),
        Prefix("169.254.0.0/16"),
        Prefix("172.16.0.0/12"),
        Prefix("192.168.0.0/16"),
        Prefix("198.18.0.0/15"), // benchmarks
        Prefix("224.0.0.0/3"), // multicast and reserved
        Prefix("::/3"),
        Prefix("4000::/2"),
        Prefix("8000::/1"),
    ]);

    public static bool Contains(IPAddress address) => All.Contains(address);

    public static bool Intersect(AddressPrefix prefix) => All.Intersects(prefix);

    private static AddressPrefix Prefix(string text) =>
        AddressPrefix.TryParse(text, out var prefix) ? prefix : throw new FormatException(text);
}
