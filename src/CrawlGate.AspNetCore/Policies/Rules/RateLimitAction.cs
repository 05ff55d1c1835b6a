using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Lets so many requests of each client through in any minute.</summary>
internal sealed class RateLimitAction(int perMinute) : RuleAction, IDisposable
{
    // Clients are hashed into so many counters, with a seed of this process: a flood of made-up clients takes no memory, it shares.
    internal const int MaxCounters = 1 << 16;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // It keeps a timer, so it is made when a request needs it and not when a configuration is merely checked.
    private readonly Lazy<PartitionedRateLimiter<ClientKey>> _limiter = new(() => Create(perMinute));

    public override AccessOutcome Decide(HttpContext context, RequestClassification who, bool isAmbiguous)
    {
        using var lease = _limiter.Value.AttemptAcquire(ClientKey.Of(context, who));
        if (lease.IsAcquired)
            return AccessOutcome.Allow.Instance;

        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : Window;
        return new AccessOutcome.RateLimited(Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)));
    }

    public override string? Limit => string.Create(CultureInfo.InvariantCulture, $"{perMinute} requests of a client pass in a minute, further ones are answered 429");

    public override RuleAction WithoutCounting() => AllowAction.Instance;

    public void Dispose()
    {
        if (_limiter.IsValueCreated)
            _limiter.Value.Dispose();
    }

    private static PartitionedRateLimiter<ClientKey> Create(int perMinute)
    {
        Func<int, RateLimiter> counter = _ => new SlidingWindowRateLimiter(new SlidingWindowRateLimiterOptions
        {
            PermitLimit = perMinute,
            Window = Window,
            SegmentsPerWindow = 6,
            QueueLimit = 0,
            AutoReplenishment = false,
        });
        return PartitionedRateLimiter.Create<ClientKey, int>(client => RateLimitPartition.Get(client.GetHashCode() & (MaxCounters - 1), counter));
    }
}
