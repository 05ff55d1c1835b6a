using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Turns evidence into classifications and keeps them: signals hand out the same evidence again and again, so that a request which
/// was judged like one before it allocates nothing.
/// </summary>
internal sealed class Verdicts
{
    // Evidence is renewed when a source is; what was made of the old one is forgotten with everything else now and then.
    private const int Capacity = 16 * 1024;

    private readonly ConcurrentDictionary<Case, RequestClassification> _known = new();

    public RequestClassification Of(Crawler claimed, in Findings findings)
    {
        var key = new Case(claimed, findings);
        if (_known.TryGetValue(key, out var known))
            return known;

        if (_known.Count >= Capacity)
            _known.Clear();

        return _known.GetOrAdd(key, static key => Classify(key.Claimed, key.Findings));
    }

    /// <summary>The same without keeping it, for evidence about this one request.</summary>
    public static RequestClassification Classify(Crawler claimed, in Findings findings) =>
        new(ClientKind.Crawler, claimed, findings.Verdict(), findings.ToArray());

    private readonly struct Case(Crawler claimed, Findings findings) : IEquatable<Case>
    {
        public Crawler Claimed => claimed;

        public Findings Findings => findings;

        public bool Equals(Case other) => ReferenceEquals(claimed, other.Claimed) && findings.Equals(other.Findings);

        public override bool Equals(object? obj) => obj is Case other && Equals(other);

        public override int GetHashCode() => (RuntimeHelpers.GetHashCode(claimed) * 397) ^ findings.GetHashCode();
    }
}
