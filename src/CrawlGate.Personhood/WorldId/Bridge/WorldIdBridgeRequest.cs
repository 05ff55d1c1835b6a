namespace CrawlGate.Personhood;

/// <summary>What a wallet is asked for over the bridge: a proof of human for one action. The same values make up the expectation.</summary>
public sealed record WorldIdBridgeRequest
{
    /// <summary>The app.</summary>
    public required WorldIdAppId AppId { get; init; }

    /// <summary>The signed challenge.</summary>
    public required RpContext Context { get; init; }

    /// <summary>The action that the challenge was signed for.</summary>
    public required string Action { get; init; }

    /// <summary>What binds the proof to this visitor.</summary>
    public required string Signal { get; init; }

    /// <summary>The environment whose identities are asked for.</summary>
    public required WorldIdEnvironment Environment { get; init; }

    /// <summary>Whether a proof of version 3.0 would do.</summary>
    public bool AllowLegacy { get; init; }

    /// <summary>Where the wallet sends a person on the same device back to; null for nowhere.</summary>
    public Uri? ReturnTo { get; init; }
}
