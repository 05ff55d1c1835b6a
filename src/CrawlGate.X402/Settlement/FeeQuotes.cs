using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>The chain's fees, asked for at most once in <see cref="SettlementOptions.FeeLifetime"/>.</summary>
internal sealed class FeeQuotes(SettlementParts parts)
{
    private readonly Lock _lock = new();
    private Task<GasFees>? _last;
    private long _at;

    public Task<GasFees> ReadAsync()
    {
        lock (_lock)
        {
            if (_last is { IsFaulted: false } && parts.Time.GetElapsedTime(_at) < parts.Options.FeeLifetime)
                return _last;

            _at = parts.Time.GetTimestamp();
            return _last = parts.Rpc.GetFeesAsync(CancellationToken.None);
        }
    }
}
