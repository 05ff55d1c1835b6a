using System.Collections.Concurrent;
using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Which payments the chain said a moment ago it would carry out, by what their payers signed.</summary>
internal sealed class VerifiedPayments(TimeSpan lifetime, TimeProvider time)
{
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<Bytes32, long> _at = new();

    public void Add(Bytes32 digest)
    {
        if (_at.Count >= MaxRemembered)
            _at.Clear();
        _at[digest] = time.GetTimestamp();
    }

    /// <summary>Whether it was; that counts for one settlement.</summary>
    public bool Take(Bytes32 digest) => _at.TryRemove(digest, out var at) && time.GetElapsedTime(at) < lifetime;
}
