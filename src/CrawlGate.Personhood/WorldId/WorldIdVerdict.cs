using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>What became of a proof.</summary>
public abstract record WorldIdVerdict
{
    private WorldIdVerdict()
    {
    }

    /// <summary>
    /// A human proved it. Whether the human did so before is not known yet: the nullifier, together with the version, must go into a
    /// store of the caller's own, with one atomic insert, before anything is granted.
    /// </summary>
    /// <param name="Nullifier">The human's number for this action; of a session, fresh each time and a guard against replays.</param>
    /// <param name="Level">What the credential is worth.</param>
    /// <param name="IssuerSchemaId">The credential's issuer.</param>
    /// <param name="Version">The protocol's version; nullifiers of different versions are counted apart.</param>
    public sealed record Accepted(UInt256 Nullifier, WorldIdLevel Level, ulong IssuerSchemaId, WorldIdVersion Version) : WorldIdVerdict
    {
        /// <summary>The session, by which the human is known again; null for a proof of uniqueness.</summary>
        public WorldIdSessionId? SessionId { get; init; }

        /// <summary>Whether the cloud said that it saw the nullifier before, which it calls a success. False says nothing.</summary>
        public bool IsReportedReuse { get; init; }
    }

    /// <summary>It is no proof of what was asked for, and the same post will not be one later.</summary>
    /// <param name="Code">One of <see cref="WorldIdCodes"/>.</param>
    /// <param name="Detail">A sentence for people.</param>
    public sealed record Refused(string Code, string Detail) : WorldIdVerdict;

    /// <summary>Nobody could tell: a node or the cloud gave no usable answer. The visitor may try again; nothing is granted.</summary>
    /// <param name="Detail">A sentence for operators.</param>
    public sealed record Unavailable(string Detail) : WorldIdVerdict;
}
