namespace CrawlGate.AspNetCore;

/// <summary>
/// Remembers what must be forgotten: the keys of a week, who was admitted and how much of a budget is left, what may be used once.
/// Everything has an end, is gone for every reader from then on, and is destroyed soon after; payments, which are kept for years and
/// backed up, are elsewhere. Every method is atomic over all gateways that share the store, and throws
/// <see cref="LedgerUnavailableException"/> when the store cannot answer.
/// </summary>
/// <remarks>Keys are short ASCII texts, like <c>pass:</c> and hexadecimal digits. Values are at most 4 KB.</remarks>
internal interface IEphemeralStore
{
    /// <summary>The value of a key; null when there is none or its end has come.</summary>
    ValueTask<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Adds a value; false, and no change, when the key has one that has not ended.</summary>
    ValueTask<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, DateTimeOffset until, CancellationToken cancellationToken = default);

    /// <summary>Puts another value, and another end, in the place of one; false, and no change, when the value is not <paramref name="from"/> any more.</summary>
    ValueTask<bool> TryReplaceAsync(string key, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, DateTimeOffset until, CancellationToken cancellationToken = default);

    /// <summary>Destroys a value, if there is one.</summary>
    ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Destroys what has ended, so that it is not in any file either.</summary>
    ValueTask SweepAsync(CancellationToken cancellationToken = default);
}
