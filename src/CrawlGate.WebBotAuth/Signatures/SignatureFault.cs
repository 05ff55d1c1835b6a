namespace CrawlGate.WebBotAuth;

/// <summary>What is wrong with a signature. Only <see cref="Refuted"/> says that somebody else made it.</summary>
public enum SignatureFault
{
    /// <summary>Cryptographically refuted: the claimed key did not sign this message.</summary>
    Refuted,

    /// <summary>The headers do not parse, contradict each other or exceed their limits.</summary>
    Malformed,

    /// <summary>The signature covers a component, or carries a component parameter, that is not known here.</summary>
    UnsupportedComponent,

    /// <summary>The signature covers something the message does not have.</summary>
    MissingComponent,

    /// <summary>None of the signatures has the tag <c>web-bot-auth</c>, although the message names a signature agent.</summary>
    WrongTag,

    /// <summary><c>created</c>, <c>expires</c> or <c>keyid</c> is missing.</summary>
    MissingParameter,

    /// <summary>The signature has expired.</summary>
    Expired,

    /// <summary>The signature was created in the future, beyond the tolerance for clocks.</summary>
    NotYetValid,

    /// <summary>The signature is made to last longer than accepted.</summary>
    LifetimeTooLong,

    /// <summary>Neither <c>@authority</c> nor <c>@target-uri</c> is covered: the signature may have been made for another site.</summary>
    UncoveredAuthority,

    /// <summary>The message has a <c>Signature-Agent</c> header that the signature does not cover.</summary>
    UncoveredAgent,

    /// <summary>The <c>Signature-Agent</c> is no acceptable <c>https</c> URL.</summary>
    UnacceptableAgent,

    /// <summary>The algorithm is not one of Web Bot Auth; a shared secret (HMAC) never is.</summary>
    UnsupportedAlgorithm,

    /// <summary>The <c>alg</c> parameter names another algorithm than the key's.</summary>
    AlgorithmMismatch,

    /// <summary>A signature with this nonce has been used before.</summary>
    Replayed,
}
