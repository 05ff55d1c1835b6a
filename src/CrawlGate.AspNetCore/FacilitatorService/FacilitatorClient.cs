using System.Threading.RateLimiting;
using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>A client at run time: what it may, and how much of it it has used.</summary>
internal sealed class FacilitatorClient(FacilitatorClientSettings settings) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly SlidingWindowRateLimiter _limiter = new(new SlidingWindowRateLimiterOptions
    {
        PermitLimit = settings.RequestsPerMinute,
        Window = Window,
        SegmentsPerWindow = 6,
        QueueLimit = 0,
        AutoReplenishment = true,
    });

    public string Name => settings.Name;

    /// <summary>Whether a digest is that of this client's key.</summary>
    public bool Has(ReadOnlySpan<byte> digest) => settings.Key.Has(digest);

    /// <summary>Whether gas is spent for payments to an address. An address that cannot be read is on nobody's list.</summary>
    public bool MaySettleFor(string payTo) => settings.PayTo is not { } allowed || (Address.TryParse(payTo, out var address) && allowed.Contains(address));

    /// <summary>Counts a call; false, with the time to wait, when there were too many.</summary>
    public bool TryCount(out TimeSpan retryAfter)
    {
        using var lease = _limiter.AttemptAcquire();
        retryAfter = lease.IsAcquired ? TimeSpan.Zero : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
