namespace CrawlGate.AspNetCore;

/// <summary>One line of a payment's history.</summary>
/// <param name="At">When it happened, by the clock of the process that did it.</param>
/// <param name="Version">The entry's version from then on.</param>
/// <param name="State">The state from then on.</param>
/// <param name="Owner">The process that did it.</param>
/// <param name="Transaction">The transaction known then.</param>
/// <param name="Detail">Why, in words.</param>
public sealed record LedgerEvent(DateTimeOffset At, long Version, LedgerState State, string Owner, string? Transaction = null, string? Detail = null)
{
    /// <summary>The line about an entry's last change.</summary>
    internal static LedgerEvent Of(LedgerEntry entry) =>
        new(entry.ChangedAt, entry.Version, entry.State, entry.Owner, entry.Result?.Transaction is { Length: > 0 } settled ? settled : entry.Transaction, entry.Detail);
}
