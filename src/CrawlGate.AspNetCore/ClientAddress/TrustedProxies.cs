using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>The addresses of the proxies whose word on a client's address counts.</summary>
public sealed class TrustedProxies
{
    // Sorted and apart from each other, so that the last range that begins at or before an address decides.
    private readonly UInt128[] _first;
    private readonly UInt128[] _last;

    internal TrustedProxies(IReadOnlyList<AddressRange> sorted)
    {
        _first = [.. sorted.Select(range => range.First)];
        _last = [.. sorted.Select(range => range.Last)];
    }

    /// <summary>Nobody is trusted.</summary>
    public static TrustedProxies None { get; } = new([]);

    /// <summary>Whether nobody is trusted.</summary>
    public bool IsEmpty => _first.Length == 0;

    /// <summary>Whether a proxy with this address is trusted; an IPv4 address counts the same when it is mapped into IPv6.</summary>
    public bool Contains(IPAddress address) => Contains(AddressNumber.Of(address));

    internal bool Contains(UInt128 number)
    {
        var index = _first.AsSpan().BinarySearch(number);
        if (index < 0)
            index = ~index - 1;
        return index >= 0 && number <= _last[index];
    }
}
