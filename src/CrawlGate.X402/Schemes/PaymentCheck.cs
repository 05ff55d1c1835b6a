using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>What the pure checks found.</summary>
public readonly record struct PaymentCheck
{
    /// <summary>The reason of refusal, a code of the scheme; null when nothing is wrong so far.</summary>
    public string? InvalidReason { get; init; }

    /// <summary>
    /// Whether the only fault is that the authorization's time is over: nothing can be bought with it now, but something may have been,
    /// and its buyer may ask for that.
    /// </summary>
    public bool IsOver { get; init; }

    /// <summary>
    /// Whether <see cref="Key"/> and <see cref="Fingerprint"/> are those of the payment although it is refused: it could be read, and its
    /// terms are not the offer's. What it bought under other terms can be looked up by them.
    /// </summary>
    public bool IsIdentified { get; init; }

    /// <summary>What identifies the payment. Meaningful when there is no <see cref="InvalidReason"/> or <see cref="IsIdentified"/>.</summary>
    public AuthorizationKey Key { get; init; }

    /// <summary>What was signed and the signature itself, hashed: the same only for the very same authorization.</summary>
    public Bytes32 Fingerprint { get; init; }

    /// <summary>
    /// Whether the signature is proven to be the payer's own key. False means that only the chain can tell (a contract wallet),
    /// so nobody may lock the nonce on this evidence alone.
    /// </summary>
    public bool SignatureProven { get; init; }

    /// <summary>When the authorization stops being valid.</summary>
    public DateTimeOffset ValidBefore { get; init; }

    /// <summary>A refusal.</summary>
    public static PaymentCheck Invalid(string reason) => new() { InvalidReason = reason };
}
