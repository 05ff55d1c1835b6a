using System.Buffers.Binary;

namespace CrawlGate.AspNetCore;

/// <summary>What may be used a number of times, by all gateways together.</summary>
internal sealed class LimitedCounter(IEphemeralStore store, TimeProvider time)
{
    /// <summary>How many uses were counted.</summary>
    /// <exception cref="LedgerUnavailableException">Nobody can tell.</exception>
    public async ValueTask<int> ReadAsync(string key, CancellationToken cancellationToken) =>
        await store.ReadAsync("count:" + key, cancellationToken) is { } held ? BinaryPrimitives.ReadInt32BigEndian(held) : 0;

    /// <summary>Counts one use; false, and no change, when there were as many as allowed, and once the end has come.</summary>
    /// <param name="key">A short ASCII text.</param>
    /// <param name="limit">How many uses are allowed; with each call another one may be.</param>
    /// <param name="until">When the count is forgotten.</param>
    /// <param name="cancellationToken">Cancels before the store is changed.</param>
    /// <exception cref="LedgerUnavailableException">Nobody can tell; the use may have been counted.</exception>
    public async ValueTask<bool> TryCountAsync(string key, int limit, DateTimeOffset until, CancellationToken cancellationToken)
    {
        // Whoever loses a round has lost it to another use, so there are no more rounds than uses.
        key = "count:" + key;
        while (until > time.GetUtcNow())
        {
            var held = await store.ReadAsync(key, cancellationToken);
            var count = held is null ? 0 : BinaryPrimitives.ReadInt32BigEndian(held);
            if (count >= limit)
                return false;

            var next = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(next, count + 1);
            if (held is null ? await store.TryAddAsync(key, next, until, cancellationToken) : await store.TryReplaceAsync(key, held, next, until, cancellationToken))
                return true;
        }

        return false;
    }
}
