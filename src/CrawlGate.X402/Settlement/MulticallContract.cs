using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Whether the chain has <see cref="Multicall3"/>, asked for once, or again after a while where it has not.</summary>
internal sealed class MulticallContract(SettlementParts parts)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(10);

    private volatile Answer? _last;

    public async Task<bool> ExistsAsync()
    {
        if (_last is { } known && (known.Exists || parts.Time.GetElapsedTime(known.At) < AskAgain))
            return known.Exists;

        var exists = (await parts.Rpc.GetCodeAsync(Multicall3.Contract)).Length > 0;
        _last = new Answer(exists, parts.Time.GetTimestamp());
        return exists;
    }

    private sealed record Answer(bool Exists, long At);
}
