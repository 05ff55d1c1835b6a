using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Remembers which payments were presented and how they ended, so that each is served and settled once, by any number of processes
/// that share the store. There is deliberately no way to ask whether a payment is free: asking and then claiming would be a race.
/// Every method throws <see cref="LedgerUnavailableException"/> when the store cannot answer, and the gate then refuses paid requests.
/// What returned has reached the store; <see cref="LedgerRules"/> says what each step does to an entry, and every step is atomic.
/// </summary>
public interface IPaymentLedger
{
    /// <summary>Creates or upgrades what the store needs, and reports this process alive. Comes before everything else.</summary>
    ValueTask OpenAsync(CancellationToken cancellationToken = default);

    /// <summary>Inserts the payment unless it is there: of any number of racing callers exactly one gets <see cref="ClaimOutcome.Claimed"/>.</summary>
    ValueTask<ClaimOutcome> ClaimAsync(PaymentClaim claim, CancellationToken cancellationToken = default);

    /// <summary>Moves an entry on. The new entry; null, and no change, when somebody else has changed it since.</summary>
    ValueTask<LedgerEntry?> MoveAsync(LedgerEntry from, LedgerMove move, CancellationToken cancellationToken = default);

    /// <summary>Queues the settlement of a claimed payment, so that its page may be served before, unless that exceeds a limit.</summary>
    /// <param name="from">The entry as it was claimed.</param>
    /// <param name="request">The body for a facilitator.</param>
    /// <param name="micros">What the page costs, in millionths of a dollar; at least 1.</param>
    /// <param name="limits">How much may be open.</param>
    /// <param name="dueAt">When to settle it.</param>
    /// <param name="cancellationToken">Cancels before the store is changed.</param>
    ValueTask<DeferOutcome> DeferAsync(
        LedgerEntry from, ReadOnlyMemory<byte> request, long micros, ExposureLimits limits, DateTimeOffset dueAt, CancellationToken cancellationToken = default);

    /// <summary>
    /// Forgets the payment, so that it can be presented again. Only for a payment of which nothing was ever sent for settlement
    /// (<see cref="LedgerRules.CanRelease"/>); false, and no change, when somebody else has changed it since.
    /// </summary>
    ValueTask<bool> ReleaseAsync(LedgerEntry from, CancellationToken cancellationToken = default);

    /// <summary>The entry of a payment, or null.</summary>
    ValueTask<LedgerEntry?> FindAsync(AuthorizationKey key, CancellationToken cancellationToken = default);

    /// <summary>Takes queued payments that are due, the oldest first, as this process's own: they are settling from then on.</summary>
    ValueTask<IReadOnlyList<LedgerEntry>> TakeQueuedAsync(int max, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes payments whose outcome is to be found out, as this process's own: unknown ones that are due, and settling ones whose process
    /// is gone. They are settling from then on, without another attempt being counted.
    /// </summary>
    ValueTask<IReadOnlyList<LedgerEntry>> TakeUnresolvedAsync(int max, CancellationToken cancellationToken = default);

    /// <summary>Reads entries in the order in which they were first claimed. Not one moment's picture: the ledger goes on meanwhile.</summary>
    IAsyncEnumerable<LedgerEntry> ReadAsync(LedgerFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Everything that happened to a payment, the claim first; empty when it is not known.</summary>
    ValueTask<IReadOnlyList<LedgerEvent>> ReadHistoryAsync(AuthorizationKey key, CancellationToken cancellationToken = default);

    /// <summary>What is served and not settled: by one payer, or by all when null.</summary>
    ValueTask<Exposure> ReadExposureAsync(Ethereum.Address? payer, CancellationToken cancellationToken = default);

    /// <summary>Reports this process alive, so that nobody takes over its payments.</summary>
    ValueTask KeepAliveAsync(CancellationToken cancellationToken = default);

    /// <summary>Forgets what <see cref="LedgerRules.ForgetAt"/> allows to forget.</summary>
    ValueTask SweepAsync(CancellationToken cancellationToken = default);
}
