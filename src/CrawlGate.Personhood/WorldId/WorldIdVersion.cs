namespace CrawlGate.Personhood;

/// <summary>Generations of the protocol. One human has unrelated nullifiers in each, so they are counted apart.</summary>
public enum WorldIdVersion
{
    /// <summary>3.0: Semaphore over a tree of orb-verified people; it ends on 1 April 2027.</summary>
    V3,

    /// <summary>4.0: credentials of issuers, and requests that the relying party signs.</summary>
    V4,
}
