namespace CrawlGate.Tests.Ethereum;

/// <summary>The system's clock and timers, with a clock that can be set forward.</summary>
internal sealed class ShiftableTime : TimeProvider
{
    private long _shift;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));

    public override long GetTimestamp() => System.GetTimestamp() + (long)(TimeSpan.FromTicks(Interlocked.Read(ref _shift)).TotalSeconds * TimestampFrequency);
}
