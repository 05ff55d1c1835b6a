namespace CrawlGate.Tests;

/// <summary>A clock that is set by hand; its timers run by the real one.</summary>
public sealed class FixedTime(long unixSeconds) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(unixSeconds);

    public override DateTimeOffset GetUtcNow() => Now;
}
