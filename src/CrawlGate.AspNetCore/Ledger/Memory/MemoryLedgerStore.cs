using System.Collections.Concurrent;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>What memory ledgers share; a swap compares by reference, so a slot is never changed.</summary>
internal sealed class MemoryLedgerStore
{
    /// <summary>All payments.</summary>
    public ConcurrentDictionary<AuthorizationKey, Slot> Slots { get; } = new();

    /// <summary>Payments that somebody must finish.</summary>
    public ConcurrentDictionary<AuthorizationKey, bool> Open { get; } = new();

    /// <summary>Buyers' own names for their purchases.</summary>
    public ConcurrentDictionary<(Address Payer, string Identifier), AuthorizationKey> Identifiers { get; } = new();

    /// <summary>Until when each process counts as alive.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> Owners { get; } = new();

    /// <summary>What each payer has open; guarded by itself, as is <see cref="TotalOpen"/>.</summary>
    public Dictionary<Address, Exposure> Exposures { get; } = [];

    /// <summary>What all payers have open.</summary>
    public long TotalOpen { get; set; }

    /// <summary>An entry and what happened to it before. Earlier entries are not kept: they hold payments that nobody needs any more.</summary>
    public sealed record Slot(LedgerEntry Entry, Past? Past);

    /// <summary>What happened, the last first.</summary>
    public sealed record Past(LedgerEvent Event, Past? Before);
}
