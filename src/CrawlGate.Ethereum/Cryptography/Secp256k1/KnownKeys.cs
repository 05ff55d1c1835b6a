namespace CrawlGate.Ethereum;

/// <summary>
/// The keys that sign often, at most <see cref="Capacity"/> (11 MB). Only signatures that proved valid count towards getting in,
/// so a forged one changes nothing. Reading takes no lock; only one thread at a time computes a table and none waits for it.
/// </summary>
internal sealed class KnownKeys
{
    /// <summary>The greatest number of keys.</summary>
    public const int Capacity = 256;

    /// <summary>
    /// The recovered signatures after which a key gets a table. Computing it takes less time than these recoveries took, which
    /// is all that somebody with ever new keys can add to our work.
    /// </summary>
    public const int SightingsToLearn = 8;

    // An address may be in any of the four places of its set.
    private const int Ways = 4;

    private readonly Entry?[] _entries = new Entry?[Capacity];
    private readonly KeySightings _sightings = new();
    private readonly Lock _learning = new();

    /// <summary>How many keys have a table.</summary>
    public int Count => _entries.Count(entry => entry is not null);

    /// <summary>Whether the address's key made the signature over the digest. Allocates only when a key gets its table.</summary>
    public bool IsSignedBy(Bytes32 digest, in EcdsaSignature signature, Address signer)
    {
        if (Find(signer) is { } entry)
            return entry.Verify(digest, signature);

        Span<byte> publicKey = stackalloc byte[2 * Bytes32.Length];
        if (!Secp256k1.TryRecover(digest, signature, publicKey, out var recovered) || recovered != signer)
            return false;

        if (_sightings.Add(signer, SightingsToLearn))
            Learn(publicKey, signer);

        return true;
    }

    /// <summary>Whether the address's key has a table.</summary>
    public bool Contains(Address signer) => Find(signer) is not null;

    private Entry? Find(Address signer)
    {
        foreach (ref var place in SetOf(signer))
        {
            if (Volatile.Read(ref place) is { } entry && entry.Key.Address == signer)
                return entry;
        }

        return null;
    }

    private void Learn(ReadOnlySpan<byte> publicKey, Address signer)
    {
        if (!_learning.TryEnter())
            return;

        try
        {
            if (!Contains(signer) && TryFindPlace(SetOf(signer), out var index))
                Volatile.Write(ref SetOf(signer)[index], new Entry(new KnownKey(publicKey)));
        }
        finally
        {
            _learning.Exit();
        }
    }

    /// <summary>An empty place, else one whose key was not used since the last newcomer that found none.</summary>
    private static bool TryFindPlace(Span<Entry?> set, out int index)
    {
        index = -1;
        for (var i = set.Length - 1; i >= 0; i--)
        {
            if (set[i] is null || (index < 0 && !set[i]!.WasUsed))
                index = i;
        }

        if (index >= 0)
            return true;

        foreach (var entry in set)
            entry!.WasUsed = false;

        return false;
    }

    private Span<Entry?> SetOf(Address signer) => _entries.AsSpan((signer.GetHashCode() & ((Capacity / Ways) - 1)) * Ways, Ways);

    private sealed class Entry(KnownKey key)
    {
        public KnownKey Key => key;

        public bool WasUsed { get; set; }

        public bool Verify(Bytes32 digest, in EcdsaSignature signature)
        {
            var isValid = key.Verify(digest, signature);

            // Writing what is there already would take the cache line from the other cores.
            if (isValid && !WasUsed)
                WasUsed = true;

            return isValid;
        }
    }
}
