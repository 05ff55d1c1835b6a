using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>A change of a payment's state; what is left out stays as it is.</summary>
/// <param name="To">The new state.</param>
public sealed record LedgerMove(LedgerState To)
{
    /// <summary>The settlement's result.</summary>
    public SettleResponse? Result { get; init; }

    /// <summary>The body for a facilitator; needed to begin settling.</summary>
    public ReadOnlyMemory<byte> Request { get; init; }

    /// <summary>The transaction that may have settled it.</summary>
    public string? Transaction { get; init; }

    /// <summary>When to look again; needed for <see cref="LedgerState.Unknown"/> and <see cref="LedgerState.Queued"/>.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Why, in words, for the operator.</summary>
    public string? Detail { get; init; }
}
