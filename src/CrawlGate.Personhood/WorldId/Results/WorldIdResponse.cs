using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>A credential's answer within a result. Nothing of it is verified yet.</summary>
public sealed record WorldIdResponse
{
    /// <summary>The credential's name as IDKit wrote it.</summary>
    public required string Identifier { get; init; }

    /// <summary>The credential's issuer; 1 for 3.0, whose tree holds the orb-verified.</summary>
    public required ulong IssuerSchemaId { get; init; }

    /// <summary>The nullifier; of a session proof the one that is fresh each time.</summary>
    public required UInt256 Nullifier { get; init; }

    /// <summary>The action of a session proof, which the wallet made up; null otherwise.</summary>
    public UInt256? SessionAction { get; init; }

    /// <summary>The hash of the signal; null when there was none.</summary>
    public UInt256? SignalHash { get; init; }

    /// <summary>The root of the tree that the person is in.</summary>
    public required UInt256 Root { get; init; }

    /// <summary>The points: four words, compressed, for 4.0 and eight for 3.0.</summary>
    public required IReadOnlyList<UInt256> Proof { get; init; }

    /// <summary>Until when the credential is good at least, in Unix seconds; 0 for 3.0.</summary>
    public ulong ExpiresAtMin { get; init; }
}
