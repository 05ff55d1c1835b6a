using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>The addresses of the proxies whose word on a client's address counts.</summary>
public sealed class TrustedProxies
{
    private readonly IntervalSet<UInt128> _addresses;

    internal TrustedProxies(IntervalSet<UInt128> addresses) => _addresses = addresses;

    /// <summary>Nobody is trusted.</summary>
    public static TrustedProxies None { get; } = new(new IntervalSet<UInt128>([]));

    /// <summary>Whether nobody is trusted.</summary>
    public bool IsEmpty => !_addresses.Intervals.Any();

    /// <summary>Whether a proxy with this address is trusted; an IPv4 address counts the same when it is mapped into IPv6.</summary>
    public bool Contains(IPAddress address) => Contains(AddressNumber.Of(address));

    internal bool Contains(UInt128 number) => _addresses.Contains(number);
}
