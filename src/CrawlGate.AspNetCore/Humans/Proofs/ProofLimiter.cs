namespace CrawlGate.AspNetCore;

/// <summary>
/// Verifying costs milliseconds of a processor, and anybody can send something to verify: only so many proofs are looked at together,
/// few wait, and the others are turned away before they cost anything. Pages are served meanwhile.
/// </summary>
internal sealed class ProofLimiter(int atOnce) : IDisposable
{
    /// <summary>How many wait for a place.</summary>
    public const int Waiting = 64;

    private readonly SemaphoreSlim _places = new(atOnce, atOnce);
    private int _inside;

    /// <summary>Takes a place, waiting for it if few others do; false when too many wait.</summary>
    public async ValueTask<bool> TryEnterAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _inside) > atOnce + Waiting)
        {
            Interlocked.Decrement(ref _inside);
            return false;
        }

        try
        {
            await _places.WaitAsync(cancellationToken);
            return true;
        }
        catch
        {
            Interlocked.Decrement(ref _inside);
            throw;
        }
    }

    /// <summary>Gives the place back.</summary>
    public void Leave()
    {
        _places.Release();
        Interlocked.Decrement(ref _inside);
    }

    public void Dispose() => _places.Dispose();
}
