namespace CrawlGate.X402;

/// <summary>
/// Leaves a facilitator alone after failures in a row, or for as long as it asked, and then lets one request try it. Not Polly's: a
/// buyer who hangs up tells nothing about the facilitator, and Polly counts that as a success.
/// </summary>
internal sealed class FacilitatorCircuit(FacilitatorPoolOptions options, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private int _failures;
    private bool _isOnTrial;
    private DateTimeOffset _leftAloneUntil = DateTimeOffset.MinValue;

    /// <summary>Null lets a request through, which must then be ended by <see cref="Succeeded"/>, <see cref="Failed"/> or <see cref="Abandoned"/>; else how long to wait.</summary>
    public TimeSpan? Enter()
    {
        lock (_lock)
        {
            var now = timeProvider.GetUtcNow();
            if (now < _leftAloneUntil)
                return _leftAloneUntil - now;
            if (_failures < options.FailuresBeforeBreak)
                return null;
            if (_isOnTrial)
                return options.BreakDuration;

            _isOnTrial = true;
            return null;
        }
    }

    /// <summary>It answered.</summary>
    public void Succeeded()
    {
        lock (_lock)
            (_failures, _isOnTrial, _leftAloneUntil) = (0, false, DateTimeOffset.MinValue);
    }

    /// <summary>It did not answer, or not as a facilitator does.</summary>
    public void Failed(TimeSpan? retryAfter = null)
    {
        lock (_lock)
        {
            _isOnTrial = false;
            var rest = ++_failures >= options.FailuresBeforeBreak ? options.BreakDuration : TimeSpan.Zero;
            var until = timeProvider.GetUtcNow() + (retryAfter > rest ? retryAfter.Value : rest);
            _leftAloneUntil = until > _leftAloneUntil ? until : _leftAloneUntil;
        }
    }

    /// <summary>Nobody waited for the answer.</summary>
    public void Abandoned()
    {
        lock (_lock)
            _isOnTrial = false;
    }
}
