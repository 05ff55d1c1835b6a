using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>Which entries to read; what is left out restricts nothing.</summary>
public sealed record LedgerFilter
{
    /// <summary>Only in this state.</summary>
    public LedgerState? State { get; init; }

    /// <summary>Only of this payer.</summary>
    public Address? Payer { get; init; }

    /// <summary>Only first claimed at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only first claimed before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether an entry is one of those asked for.</summary>
    public bool Includes(LedgerEntry entry) =>
        (State is null || entry.State == State)
        && (Payer is null || entry.Key.Payer == Payer)
        && (From is null || entry.OpenedAt >= From)
        && (Until is null || entry.OpenedAt < Until);
}
