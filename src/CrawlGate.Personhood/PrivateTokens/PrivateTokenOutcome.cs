namespace CrawlGate.Personhood;

/// <summary>What a token turned out to be.</summary>
public enum PrivateTokenOutcome
{
    /// <summary>A trusted issuer gave it for this challenge. Whether it was spent before is for the caller to know, by its nonce.</summary>
    Valid,

    /// <summary>It is of a type that is not verified here.</summary>
    WrongType,

    /// <summary>No trusted issuer has the key that it names.</summary>
    UnknownKey,

    /// <summary>It answers another challenge: of another issuer, for another origin, or for a context that is over or not this visitor's.</summary>
    WrongChallenge,

    /// <summary>The issuer did not sign it.</summary>
    BadSignature,
}
