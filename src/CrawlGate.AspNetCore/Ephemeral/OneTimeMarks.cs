using System.Security.Cryptography;

namespace CrawlGate.AspNetCore;

/// <summary>What may be used once, by whichever gateway comes first.</summary>
internal sealed class OneTimeMarks(IEphemeralStore store, TimeProvider time)
{
    private static readonly byte[] Used = [1];

    /// <summary>Uses it up: true for the first caller of all, false for every other one and once its end has come.</summary>
    /// <param name="purpose">What kind of thing it is, like <c>challenge</c>: ids of one kind are apart from those of another.</param>
    /// <param name="id">Which one; any number of bytes.</param>
    /// <param name="until">When it could not be used any more anyway.</param>
    /// <param name="cancellationToken">Cancels before the store is changed.</param>
    /// <exception cref="LedgerUnavailableException">Nobody can tell: it must not be taken as unused, and may be used up.</exception>
    public async ValueTask<bool> TryUseAsync(string purpose, ReadOnlyMemory<byte> id, DateTimeOffset until, CancellationToken cancellationToken)
    {
        // A mark that has ended is forgotten, and would let a second one through.
        if (until <= time.GetUtcNow())
            return false;

        return await store.TryAddAsync($"mark:{purpose}:{Convert.ToHexStringLower(SHA256.HashData(id.Span))}", Used, until, cancellationToken);
    }
}
