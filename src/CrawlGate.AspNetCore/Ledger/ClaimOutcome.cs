namespace CrawlGate.AspNetCore;

/// <summary>What trying to claim a payment came to.</summary>
public abstract record ClaimOutcome
{
    private ClaimOutcome() { }

    /// <summary>The caller owns the payment: it alone may serve and settle it. Nothing was ever sent for it.</summary>
    public sealed record Claimed(LedgerEntry Entry) : ClaimOutcome;

    /// <summary>
    /// The caller owns a payment whose settlement was begun before and whose outcome is not known. It may repeat that settlement, never
    /// release the payment.
    /// </summary>
    public sealed record Resumed(LedgerEntry Entry) : ClaimOutcome;

    /// <summary>Another request for the same resource owns the payment and is not done.</summary>
    public sealed record InFlight(LedgerEntry Entry) : ClaimOutcome;

    /// <summary>The payment was presented for this resource before, and served or refused; the entry says which.</summary>
    public sealed record Replayed(LedgerEntry Entry) : ClaimOutcome;

    /// <summary>The payment was presented for another resource, or the nonce in another authorization.</summary>
    public sealed record Conflict(LedgerEntry Entry) : ClaimOutcome;

    /// <summary>The payer gave this identifier to another payment.</summary>
    public sealed record IdentifierTaken(LedgerEntry Entry) : ClaimOutcome;
}
