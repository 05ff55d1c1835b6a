namespace CrawlGate.Cli;

/// <summary>What comparing a ledger with the chain came to.</summary>
/// <param name="Network">The chain that was asked.</param>
/// <param name="Checked">Payments that the chain could tell about.</param>
/// <param name="Agree">Those it agrees on.</param>
/// <param name="Differ">Those it does not agree on.</param>
/// <param name="Open">Those whose outcome the ledger does not know yet.</param>
/// <param name="Unreachable">Payments that the chain could not be asked about.</param>
/// <param name="NotDue">Payments that are not settled, so that there is nothing to compare.</param>
/// <param name="UnreachableBecause">Why, for the first of the unreachable ones.</param>
/// <param name="Differences">What differs, one by one.</param>
/// <param name="OpenPayments">What the chain says about those with an unknown outcome.</param>
/// <param name="Sums">Recorded and found sums for each payee and token, of the payments that the chain could tell about.</param>
internal sealed record AuditReport(
    string Network, long Checked, long Agree, long Differ, long Open, long Unreachable, long NotDue, string? UnreachableBecause,
    IReadOnlyList<AuditFinding> Differences, IReadOnlyList<AuditFinding> OpenPayments, IReadOnlyList<AuditSum> Sums);

/// <summary>What is to be said about one payment.</summary>
/// <param name="Payment">Its name.</param>
/// <param name="Resource">What it bought.</param>
/// <param name="Kind">A word for programs; see <see cref="AuditKind"/>.</param>
/// <param name="Text">The same in words.</param>
internal sealed record AuditFinding(string Payment, string Resource, string Kind, string Text);

/// <summary>What the ledger says that an account got and what the chain says, in units of the token.</summary>
internal sealed record AuditSum(string PayTo, string Currency, string Recorded, string OnChain);

/// <summary>Words for findings.</summary>
internal static class AuditKind
{
    /// <summary>Settled, but without a transaction.</summary>
    public const string NoTransaction = "no-transaction";

    /// <summary>Settled, but the chain has no such transaction.</summary>
    public const string NotFound = "transaction-not-found";

    /// <summary>Settled, but the transaction failed.</summary>
    public const string Reverted = "transaction-failed";

    /// <summary>Settled, but the transaction has nothing to do with the payment.</summary>
    public const string NotHeld = "not-in-transaction";

    /// <summary>Settled, but another amount moved or to somebody else.</summary>
    public const string OtherTransfer = "other-transfer";

    /// <summary>Two entries are proven by one transfer.</summary>
    public const string CountedTwice = "counted-twice";

    /// <summary>Recorded as failed, and paid.</summary>
    public const string PaidThoughFailed = "paid-though-failed";

    /// <summary>The outcome is unknown, and the payment is paid.</summary>
    public const string Paid = "paid";

    /// <summary>The outcome is unknown, and the payment is not paid.</summary>
    public const string NotPaid = "not-paid";
}
