namespace CrawlGate.AspNetCore;

/// <summary>Where a claimed payment stands. <see cref="LedgerRules"/> says which moves there are; each is a compare-and-swap.</summary>
public enum LedgerState
{
    /// <summary>One request owns the payment. Nothing was sent and nothing was served, so it may still be released.</summary>
    Claimed,

    /// <summary>Deferred flow: the page was served, the settlement waits its turn.</summary>
    Queued,

    /// <summary>A settlement may have left this process. Never released from here without proof that nothing was sent.</summary>
    Settling,

    /// <summary>The money moved.</summary>
    Settled,

    /// <summary>The money did not move and this payment will not be tried again.</summary>
    Failed,

    /// <summary>A settlement was sent and its outcome is not known. Not a failure.</summary>
    Unknown,
}
