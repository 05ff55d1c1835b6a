namespace CrawlGate.Ethereum;

/// <summary>
/// Counts, in bounded memory, how often addresses were seen to sign. Two that fall into the same place take from each other, so
/// that one seen often gets there through any number of those seen once. Where an address falls differs from process to process.
/// </summary>
internal sealed class KeySightings
{
    private const int Places = 1024;

    private readonly Lock _lock = new();
    private readonly Sighting[] _sightings = new Sighting[Places];

    /// <summary>Counts the address; true, and its count starts over, when that makes <paramref name="enough"/>.</summary>
    public bool Add(Address signer, int enough)
    {
        lock (_lock)
        {
            ref var sighting = ref _sightings[signer.GetHashCode() & (Places - 1)];
            if (sighting.Count == 0)
                sighting.Signer = signer;

            sighting.Count += sighting.Signer == signer ? 1 : -1;
            if (sighting.Count < enough)
                return false;

            sighting.Count = 0;
            return true;
        }
    }

    private struct Sighting
    {
        public Address Signer;
        public int Count;
    }
}
