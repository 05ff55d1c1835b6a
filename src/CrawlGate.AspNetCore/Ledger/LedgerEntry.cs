using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>What the ledger holds about one payment. A change makes a new entry with a higher <see cref="Version"/>.</summary>
public sealed record LedgerEntry
{
    /// <summary>The payment.</summary>
    public required AuthorizationKey Key { get; init; }

    /// <summary>As in <see cref="PaymentClaim.Fingerprint"/>.</summary>
    public required Bytes32 Fingerprint { get; init; }

    /// <summary>What was bought: the method and the gate's own URL of the page.</summary>
    public required string Resource { get; init; }

    /// <summary>The account that is paid.</summary>
    public required Address PayTo { get; init; }

    /// <summary>The price in the asset's atomic units.</summary>
    public required UInt256 Amount { get; init; }

    /// <summary>When the authorization expires; the entry is kept at least until then.</summary>
    public required DateTimeOffset ValidBefore { get; init; }

    /// <summary>The buyer's own name for the purchase.</summary>
    public string? Identifier { get; init; }

    /// <summary>Where the payment stands.</summary>
    public required LedgerState State { get; init; }

    /// <summary>Counts the changes. Together with <see cref="Owner"/> it is what a swap compares.</summary>
    public required long Version { get; init; }

    /// <summary>The process that made the last change and, while the payment is claimed or settling, alone may make the next.</summary>
    public required string Owner { get; init; }

    /// <summary>When the payment was first claimed.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When a queued or unknown payment is next to be worked on.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>How many times a settlement was begun.</summary>
    public int Attempts { get; init; }

    /// <summary>What the page cost in millionths of a dollar, rounded up, when it was served before settlement; 0 otherwise.</summary>
    public long DeferredMicros { get; init; }

    /// <summary>Whether the page was served before settlement.</summary>
    public bool IsDeferred => DeferredMicros > 0;

    /// <summary>The body for a facilitator's <c>/settle</c>, so that any process can settle or repeat it; empty until a settlement is due and once it has ended.</summary>
    public ReadOnlyMemory<byte> Request { get; init; }

    /// <summary>The transaction that may have settled it, before that is certain.</summary>
    public string? Transaction { get; init; }

    /// <summary>The settlement's result, once there is one.</summary>
    public SettleResponse? Result { get; init; }

    /// <summary>Why it stands where it stands, in words, for the operator. No secrets and nothing of a person.</summary>
    public string? Detail { get; init; }
}
