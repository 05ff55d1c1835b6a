using System.Net;
using System.Threading.RateLimiting;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Counts wrong keys by the client's address (of IPv6, by its network of 64 bits). After too many of them no key from there is looked
/// at for a while, or the limit would slow nobody who guesses.
/// </summary>
internal sealed class FailedAttempts : IDisposable
{
    /// <summary>How many may fail in a minute.</summary>
    public const int PerMinute = 20;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // As RateLimitAction counts: a flood of addresses takes no memory, it shares.
    private readonly PartitionedRateLimiter<IPAddress?> _limiter = PartitionedRateLimiter.Create<IPAddress?, int>(address => RateLimitPartition.Get(
        ClientKey.NetworkOf(address).GetHashCode() & (RateLimitAction.MaxCounters - 1),
        static _ => new SlidingWindowRateLimiter(new SlidingWindowRateLimiterOptions
        {
            PermitLimit = PerMinute,
            Window = Window,
            SegmentsPerWindow = 6,
            QueueLimit = 0,
            AutoReplenishment = false,
        })));

    /// <summary>Whether an address has failed too often, without counting anything.</summary>
    public bool AreTooMany(IPAddress? address, out TimeSpan retryAfter)
    {
        using var lease = _limiter.AttemptAcquire(address, 0);
        retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
        return !lease.IsAcquired;
    }

    /// <summary>Counts a failure.</summary>
    public void Count(IPAddress? address) => _limiter.AttemptAcquire(address).Dispose();

    public void Dispose() => _limiter.Dispose();
}
