using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// One credential's claim, in the numbers that circuits and contracts take. <see cref="WorldIdChecks"/> makes it out of what was asked
/// for and of the parts of an answer that only the proof can vouch for; the proof is still to be verified.
/// </summary>
public sealed record WorldIdStatement
{
    /// <summary>The protocol's version.</summary>
    public required WorldIdVersion Version { get; init; }

    /// <summary>The environment that was asked for.</summary>
    public required WorldIdEnvironment Environment { get; init; }

    /// <summary>The relying party.</summary>
    public required WorldIdRpId RpId { get; init; }

    /// <summary>The challenge's nonce; no public input of version 3.0, where the signal alone binds a proof to its challenge.</summary>
    public required UInt256 Nonce { get; init; }

    /// <summary>The action's number: its hash for 4.0, the wallet's for a session, the external nullifier for 3.0.</summary>
    public required UInt256 Action { get; init; }

    /// <summary>The hash of the signal.</summary>
    public required UInt256 SignalHash { get; init; }

    /// <summary>The nullifier, or the session's fresh one.</summary>
    public required UInt256 Nullifier { get; init; }

    /// <summary>The credential's issuer.</summary>
    public required ulong IssuerSchemaId { get; init; }

    /// <summary>Until when the credential is good at least, in Unix seconds; 0 for 3.0.</summary>
    public required ulong ExpiresAtMin { get; init; }

    /// <summary>The root of the tree that the person is in.</summary>
    public required UInt256 Root { get; init; }

    /// <summary>The points: four words, compressed, for 4.0 and eight for 3.0.</summary>
    public required IReadOnlyList<UInt256> Proof { get; init; }

    /// <summary>The session; null for a proof of uniqueness.</summary>
    public WorldIdSessionId? SessionId { get; init; }

    /// <summary>The action as text, which only the cloud asks for; null for a session.</summary>
    public string? ActionText { get; init; }

    /// <summary>The credential's name, which only the cloud asks for.</summary>
    public string Identifier { get; init; } = "";

    /// <summary>The session's commitment as a public input; zero for a proof of uniqueness.</summary>
    internal UInt256 SessionCommitment => SessionId is { } session ? session.Commitment : default;

    /// <summary>The verdict once the proof holds.</summary>
    internal WorldIdVerdict.Accepted Accept() =>
        new(Nullifier, WorldIdIssuers.Level(IssuerSchemaId), IssuerSchemaId, Version) { SessionId = SessionId };
}
