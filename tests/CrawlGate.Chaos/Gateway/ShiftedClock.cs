namespace CrawlGate.Chaos;

/// <summary>A wall clock that somebody sets while the program runs; timers and measured times go on as they do.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _offset;

    /// <summary>How far it is off.</summary>
    public TimeSpan Offset
    {
        get => new(Interlocked.Read(ref _offset));
        set => Interlocked.Exchange(ref _offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
