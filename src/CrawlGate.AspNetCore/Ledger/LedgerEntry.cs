using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>What the ledger holds about one payment.</summary>
/// <param name="Key">The payment.</param>
/// <param name="Resource">What it was presented for: the method and the gate's own URL of the page.</param>
/// <param name="State">Where it stands.</param>
/// <param name="ValidBefore">When the authorization expires; the entry is kept at least until then.</param>
/// <param name="Result">The settlement's result, once there is one.</param>
public sealed record LedgerEntry(AuthorizationKey Key, string Resource, LedgerState State, DateTimeOffset ValidBefore, SettleResponse? Result = null);
