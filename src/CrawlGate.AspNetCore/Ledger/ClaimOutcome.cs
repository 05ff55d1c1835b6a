namespace CrawlGate.AspNetCore;

/// <summary>What trying to claim a payment came to.</summary>
public abstract record ClaimOutcome
{
    private ClaimOutcome() { }

    /// <summary>The caller owns the payment: it alone may serve and settle it.</summary>
    public sealed record Claimed : ClaimOutcome
    {
        /// <summary>The one instance.</summary>
        public static Claimed Instance { get; } = new();
    }

    /// <summary>Another request for the same resource owns the payment and is not done.</summary>
    public sealed record InFlight(LedgerEntry Entry) : ClaimOutcome;

    /// <summary>The payment was presented for this resource before; the entry says how that ended.</summary>
    public sealed record Replayed(LedgerEntry Entry) : ClaimOutcome;

    /// <summary>The payment was presented for another resource.</summary>
    public sealed record Conflict(LedgerEntry Entry) : ClaimOutcome;
}
