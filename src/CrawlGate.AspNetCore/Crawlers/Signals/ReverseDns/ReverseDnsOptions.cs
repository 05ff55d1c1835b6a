using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>How the names of crawlers' addresses are looked up.</summary>
internal sealed record ReverseDnsOptions
{
    /// <summary>Whether names are looked up.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// The recursive DNS servers to ask, in order of preference; empty for the system's own. Answers are believed, so ask near and
    /// trusted ones.
    /// </summary>
    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];

    /// <summary>How long one try may take over UDP, and over TCP when the answer did not fit; between 10 ms and a minute.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a question is sent before it counts as failed, 1 to 10 times; each server is asked at least once.</summary>
    public int Tries { get; init; } = 2;

    /// <summary>
    /// How long a request may wait for the lookup of its address, counted from the lookup's start, before it counts as unknown; at
    /// most a minute. The lookup goes on, and later requests have its answer. Zero never waits.
    /// </summary>
    public TimeSpan WaitAtMost { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>How many addresses may be looked up at the same time. What comes from others meanwhile counts as unknown.</summary>
    public int MaxConcurrentLookups { get; init; } = 64;

    /// <summary>How many addresses are remembered. Those that confirmed a crawler are forgotten last.</summary>
    public int MaxCachedAddresses { get; init; } = 65_536;

    /// <summary>Everything that is wrong, each mistake beginning with the name of its setting.</summary>
    internal IEnumerable<string> FindErrors()
    {
        if (Servers is null)
            yield return $"{nameof(Servers)}: must not be null; empty is the system's own";
        else if (Servers.Any(server => server is null or { Port: 0 }))
            yield return $"{nameof(Servers)}: each server needs an address and a port";
        if (Timeout < TimeSpan.FromMilliseconds(10) || Timeout > TimeSpan.FromMinutes(1))
            yield return $"{nameof(Timeout)}: must be between 10 ms and a minute";
        if (Tries is < 1 or > 10)
            yield return $"{nameof(Tries)}: must be between 1 and 10";
        if (WaitAtMost < TimeSpan.Zero || WaitAtMost > TimeSpan.FromMinutes(1))
            yield return $"{nameof(WaitAtMost)}: must be between zero and a minute";
        if (MaxConcurrentLookups < 1)
            yield return $"{nameof(MaxConcurrentLookups)}: must be at least 1";
        if (MaxCachedAddresses < MaxConcurrentLookups)
            yield return $"{nameof(MaxCachedAddresses)}: must be at least {nameof(MaxConcurrentLookups)}";
    }
}
