using System.Collections.Concurrent;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Steps of this process whose answer never came: whoever asked for them was told that they failed, and nobody works on what they may
/// have left behind. They are looked at again when the server answers.
/// </summary>
internal sealed class RedisLostSteps
{
    /// <summary>How long after it was given up a step may still arrive at the server, out of some buffer on the way.</summary>
    private static readonly TimeSpan MayArriveFor = TimeSpan.FromSeconds(30);

    /// <summary>What is not remembered stays as it is until this process ends or the claim expires.</summary>
    private const int Capacity = 50_000;

    private readonly ConcurrentQueue<Step> _steps = new();

    /// <summary>Remembers a step.</summary>
    /// <param name="from">What was there; null for a first claim.</param>
    /// <param name="to">What was to be there.</param>
    /// <param name="value">The same as it was sent.</param>
    /// <param name="now">The time.</param>
    public void Add(LedgerEntry? from, LedgerEntry to, byte[] value, DateTimeOffset now)
    {
        if (_steps.Count < Capacity)
            _steps.Enqueue(new Step(from, to, value[..RedisEntryCodec.StampedLength], now + MayArriveFor));
    }

    /// <summary>Has every step looked at once; those that are not certain come again.</summary>
    public async ValueTask RecallAsync(DateTimeOffset now, Func<Step, ValueTask<bool>> isCertain)
    {
        for (var left = _steps.Count; left > 0 && _steps.TryDequeue(out var step); left--)
        {
            var done = false;
            try
            {
                done = await isCertain(step) || step.Until < now;
            }
            finally
            {
                if (!done)
                    _steps.Enqueue(step);
            }
        }
    }

    /// <summary>A step.</summary>
    /// <param name="From">What was there.</param>
    /// <param name="To">What was to be there.</param>
    /// <param name="Stamped">How its value begins, which no other step's does.</param>
    /// <param name="Until">When it has arrived or never will.</param>
    public sealed record Step(LedgerEntry? From, LedgerEntry To, byte[] Stamped, DateTimeOffset Until);
}
