using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Remembers which payments were presented and how they ended, so that each is served and settled once. There is deliberately
/// no way to ask whether a payment is free: asking and then claiming would be a race. Every method throws when the store
/// cannot answer, and the gate then refuses paid requests.
/// </summary>
public interface IPaymentLedger
{
    /// <summary>Inserts the payment unless it is there: one atomic step, and of any number of racing callers exactly one gets <see cref="ClaimOutcome.Claimed"/>.</summary>
    ValueTask<ClaimOutcome> ClaimAsync(AuthorizationKey key, string resource, DateTimeOffset validBefore, CancellationToken cancellationToken = default);

    /// <summary>Moves the payment from one state to another; false, and no change, when it is not in <paramref name="from"/>.</summary>
    ValueTask<bool> MoveAsync(AuthorizationKey key, LedgerState from, LedgerState to, SettleResponse? result = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Forgets the payment, so that it can be presented again. Only for a payment of which nothing was ever sent for settlement;
    /// false, and no change, when it is not in <paramref name="from"/>.
    /// </summary>
    ValueTask<bool> ReleaseAsync(AuthorizationKey key, LedgerState from, CancellationToken cancellationToken = default);
}
