using System.Runtime.CompilerServices;

namespace CrawlGate.AspNetCore;

/// <summary>The evidence about one request, by reference and without allocation.</summary>
internal struct Findings : IEquatable<Findings>
{
    /// <summary>The most pieces of evidence that one request can have.</summary>
    public const int Capacity = 6;

    private Pieces _pieces;
    private int _count;
    private int _notes;

    /// <summary>Whether something proves the claim.</summary>
    public bool AreProof { get; private set; }

    /// <summary>The evidence in the order it was found.</summary>
    public readonly Evidence[] ToArray()
    {
        var evidence = new Evidence[_count];
        for (var i = 0; i < _count; i++)
            evidence[i] = _pieces[i];

        return evidence;
    }

    public void Add(Evidence? evidence)
    {
        if (evidence is null)
            return;

        _pieces[_count++] = evidence;
        AreProof |= evidence.Outcome == SignalOutcome.Confirms;
    }

    /// <summary>Keeps what explains the request and decides nothing. Only before anything is added.</summary>
    public void Note(Evidence evidence)
    {
        _pieces[_count++] = evidence;
        _notes = _count;
    }

    /// <summary>
    /// One proof is enough. A claim is refuted only when every source that could tell refutes it: while one of them cannot be asked,
    /// it might have proven the claim.
    /// </summary>
    public readonly IdentityVerdict Verdict()
    {
        if (AreProof)
            return IdentityVerdict.Verified;

        for (var i = _notes; i < _count; i++)
        {
            if (_pieces[i].Outcome == SignalOutcome.Unknown)
                return IdentityVerdict.Unverifiable;
        }

        return _count > _notes ? IdentityVerdict.Spoofed : IdentityVerdict.Unverifiable;
    }

    public readonly bool Equals(Findings other)
    {
        if (_notes != other._notes)
            return false;

        for (var i = 0; i < Capacity; i++)
        {
            if (!ReferenceEquals(_pieces[i], other._pieces[i]))
                return false;
        }

        return true;
    }

    public override readonly bool Equals(object? obj) => obj is Findings other && Equals(other);

    public override readonly int GetHashCode()
    {
        var hash = _count;
        for (var i = 0; i < _count; i++)
            hash = (hash * 31) + RuntimeHelpers.GetHashCode(_pieces[i]);

        return hash;
    }

    [InlineArray(Capacity)]
    private struct Pieces
    {
        private Evidence _first;
    }
}
