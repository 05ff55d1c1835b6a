namespace CrawlGate.X402;

/// <summary>How <see cref="FacilitatorPool"/> treats facilitators in trouble.</summary>
public sealed record FacilitatorPoolOptions
{
    /// <summary>How often each facilitator is asked for <c>/supported</c> while <see cref="FacilitatorPool.WatchAsync"/> runs.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After how many failures in a row, without an answer in between, a facilitator is left alone.</summary>
    public int FailuresBeforeBreak { get; init; } = 3;

    /// <summary>For how long; then one request tries it. A <c>Retry-After</c> that asks for longer is honoured, from the first failure on.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many payments the pool remembers the facilitator of.</summary>
    internal int MaxRemembered { get; init; } = 100_000;
}
