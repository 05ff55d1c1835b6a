using System.Diagnostics.CodeAnalysis;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Collects the entries of a list and refuses what no honest list holds. One bad entry spoils the list: half a list would refute
/// crawlers that are on the other half, and a broad prefix would confirm anybody.
/// </summary>
internal sealed class IpRangeListBuilder
{
    public const int MaxPrefixes = 100_000;

    private const int ShortestIPv4 = 8;
    private const int ShortestIPv6 = 16;

    // A sixteenth of IPv4, and the same number of the shortest prefixes of IPv6: many broad prefixes must not do what one may not.
    private static readonly UInt128 MostIPv4 = UInt128.One << 28;
    private static readonly UInt128 MostIPv6 = UInt128.One << 116;

    private readonly List<AddressPrefix> _prefixes = [];

    /// <summary>What is wrong with the last entry; null when nothing is. Never a piece of the list itself.</summary>
    public string? Error { get; private set; }

    /// <summary>Adds a prefix or an address; false when it spoils the list.</summary>
    public bool TryAdd(ReadOnlySpan<char> text)
    {
        if (_prefixes.Count == MaxPrefixes)
            Error = $"it has more than {MaxPrefixes} entries";
        else if (!AddressPrefix.TryParse(text, out var prefix))
            Error = $"entry {_prefixes.Count + 1} is neither a prefix nor an address";
        else if (prefix.Length < (prefix.IsIPv4 ? ShortestIPv4 : ShortestIPv6))
            Error = $"entry {_prefixes.Count + 1} is too broad";
        else if (NonPublicAddresses.Intersect(prefix))
            Error = $"entry {_prefixes.Count + 1} holds addresses that are not public";
        else
            _prefixes.Add(prefix);
        return Error is null;
    }

    /// <summary>Makes the list; false when the entries together are no list to rely on.</summary>
    public bool TryBuild(DateTimeOffset? creationTime, [NotNullWhen(true)] out IpRangeList? list)
    {
        list = null;
        if (_prefixes.Count == 0)
        {
            Error = "it has no entries";
            return false;
        }

        var ranges = new AddressRanges(_prefixes);
        if (ranges.IPv4Size > MostIPv4 || ranges.IPv6Size > MostIPv6)
        {
            Error = "its entries together are too broad";
            return false;
        }

        list = new IpRangeList(ranges, _prefixes.Count, creationTime);
        return true;
    }
}
