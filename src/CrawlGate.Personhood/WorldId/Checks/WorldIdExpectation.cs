using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>What the relying party asked one visitor for. Everything here comes from its own challenge, nothing from the visitor.</summary>
public sealed record WorldIdExpectation
{
    /// <summary>The environment whose identities count.</summary>
    public required WorldIdEnvironment Environment { get; init; }

    /// <summary>The relying party.</summary>
    public required WorldIdRpId RpId { get; init; }

    /// <summary>The challenge's nonce (<see cref="RpContext.Nonce"/>). That it is used once is the caller's to see to.</summary>
    public required UInt256 Nonce { get; init; }

    /// <summary>When the challenge ends, in Unix seconds; up to and including that second it is good.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary>The action; null when a session was asked for.</summary>
    public required string? Action { get; init; }

    /// <summary>The session to prove; null for any, as when one is created.</summary>
    public WorldIdSessionId? SessionId { get; init; }

    /// <summary>What binds the proof to this visitor, as the page gave it to IDKit.</summary>
    public required string Signal { get; init; }

    /// <summary>The issuers whose credentials count, the preferred one first.</summary>
    public IReadOnlyList<ulong> AcceptedIssuers { get; init; } = [WorldIdIssuers.ProofOfHuman];

    /// <summary>Whether version 3.0 counts too; it needs <see cref="AppId"/>.</summary>
    public bool AllowLegacy { get; init; }

    /// <summary>The app, which version 3.0 derives its actions from.</summary>
    public WorldIdAppId? AppId { get; init; }
}
