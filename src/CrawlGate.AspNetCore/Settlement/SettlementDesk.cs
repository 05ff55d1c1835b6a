using System.Collections.Concurrent;
using CrawlGate.X402;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Settles payments that this process owns, finds out what a settlement came to, and writes it down. What is true does not depend on
/// whether it could be written down: that is tried again until it is.
/// </summary>
internal sealed class SettlementDesk(
    IFacilitator facilitator, IAuthorizationWitness witness, IPaymentLedger ledger, LedgerChores chores, LedgerSettings settings,
    TimeProvider time, ILogger<SettlementDesk> logger)
{
    /// <summary>Said of a payment that was served and can neither be settled nor looked up, because what the ledger holds of it is damaged.</summary>
    internal const string Unreadable = "Served, not settled: the payment that the ledger stored cannot be read. It needs to be looked at.";

    private const string NotSentAgain = "Presented again, not sent again.";

    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SlowestLook = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<AuthorizationKey, bool> _owned = new();

    /// <summary>
    /// Claims a payment; null when the ledger failed. The claim may have been made all the same, so what is left of it is cleared away
    /// as soon as the ledger answers again. Not with the request's token: buyers who hang up would leave such claims by the thousand.
    /// </summary>
    public async Task<ClaimOutcome?> TryClaimAsync(PaymentClaim claim)
    {
        try
        {
            return await ledger.ClaimAsync(claim, CancellationToken.None);
        }
        catch (Exception exception)
        {
            logger.LedgerFailed(exception);
            ForgetLater(claim.Key);
            return null;
        }
    }

    /// <summary>
    /// Writes down that a settlement begins, before its first byte leaves: from then on only the chain knows. The payment as it stands then,
    /// or why it is not to be settled.
    /// </summary>
    public async Task<(LedgerEntry Entry, Refusal? Refusal)> BeginAsync(LedgerEntry entry, byte[] body)
    {
        try
        {
            return await ledger.MoveAsync(entry, new LedgerMove(LedgerState.Settling) { Request = body }) is { } begun
                ? (begun, null)
                : (entry, new Refusal.Explained(Problem.InFlight));
        }
        catch (Exception exception)
        {
            // Nothing was sent, whether or not this was written down.
            logger.LedgerFailed(exception);
            GiveBackLater(entry);
            return (entry, new Refusal.Explained(Problem.Unavailable));
        }
    }

    /// <summary>A payment of this process as it stands once its settlement is recorded.</summary>
    public static LedgerEntry AfterSettlement(LedgerEntry entry, SettleResponse result) =>
        entry with { State = LedgerState.Settled, Version = entry.Version + 1, Result = result, Detail = null };

    /// <summary>Settles a payment whose attempt is written down, and records the outcome.</summary>
    public async Task<SettleOutcome> SettleAsync(LedgerEntry entry, PaymentPayload payment, PaymentRequirements offer) =>
        await ConcludeAsync(entry, await AttemptAsync(payment, offer));

    /// <summary>Interprets and records an attempt's outcome.</summary>
    public async Task<SettleOutcome> ConcludeAsync(LedgerEntry entry, SettleOutcome attempted)
    {
        var outcome = entry.Attempts > 1 ? await ReconsiderAsync(entry, attempted) : attempted;
        return await RecordAsync(entry, outcome);
    }

    /// <summary>What the chain says about a payment whose settlement was begun before; null when that decides nothing.</summary>
    public async Task<SettleOutcome?> AskChainAsync(LedgerEntry entry) => Judge(entry, await witness.AskAsync(entry));

    /// <summary>What a testimony decides; null when nothing.</summary>
    public static SettleOutcome? Judge(LedgerEntry entry, Testimony? testimony) => testimony switch
    {
        { Fate: AuthorizationFate.Paid(var transaction) } => new SettleOutcome.Settled(
            new SettleResponse { Success = true, Transaction = transaction.ToString(), Network = $"eip155:{entry.Key.ChainId}", Payer = entry.Key.Payer.ToString() }),
        { Fate: AuthorizationFate.Spent } => Rejected(entry, X402Errors.PaymentAlreadyUsed),
        { Fate: AuthorizationFate.Unused, IsExpired: true } => Rejected(entry, ExactEvmErrors.ValidBefore),
        _ => null,
    };

    /// <summary>
    /// Writes down what became of a settlement, and answers what may be said about it. Whoever was paused for so long that its payment was
    /// taken over must not refuse it for good: whoever has it now may still settle it. That the money moved stays true.
    /// </summary>
    public async Task<SettleOutcome> RecordAsync(LedgerEntry entry, SettleOutcome outcome) =>
        await WriteAsync(entry, outcome) || outcome is SettleOutcome.Settled ? outcome : new SettleOutcome.Unknown("The payment was taken over.");

    private async Task<bool> WriteAsync(LedgerEntry entry, SettleOutcome outcome)
    {
        switch (outcome)
        {
            case SettleOutcome.Settled(var result):
                logger.Settled(entry.Key.Payer, result.Transaction);
                return await MoveAsync(entry, new LedgerMove(LedgerState.Settled) { Result = result });

            case SettleOutcome.Rejected(var result):
                logger.SettlementRejected(entry.Key.Payer, result.ErrorReason, result.ErrorMessage);
                return await MoveAsync(entry, new LedgerMove(LedgerState.Failed) { Result = result, Detail = result.ErrorReason });

            case SettleOutcome.Unknown(var detail, var transaction):
                logger.SettlementUnknown(entry.Key.Payer, transaction, detail);
                return await MoveAsync(entry, Unknown(entry, transaction, detail));

            case SettleOutcome.Unavailable(var detail, _):
                logger.FacilitatorUnavailable(detail);
                if (entry.IsDeferred)
                    return await MoveAsync(entry, new LedgerMove(LedgerState.Queued) { DueAt = NextLook(entry), Detail = detail });

                await GiveBackAsync(entry);
                return true;

            default:
                throw new InvalidOperationException($"No such outcome: {outcome.GetType()}");
        }
    }

    /// <summary>Gives up a payment that this process owns and of which it sent nothing now.</summary>
    public Task GiveBackAsync(LedgerEntry entry) => LedgerRules.CanRelease(entry)
        ? chores.DoAsync("release", entry, async () => await ledger.ReleaseAsync(entry))
        : MoveAsync(entry, Unknown(entry, null, NotSentAgain));

    /// <summary>The same when the ledger has just failed.</summary>
    public void GiveBackLater(LedgerEntry entry) => chores.DoLater(async () => await ReleaseIfUnsentAsync(entry));

    /// <summary>Marks a payment as one that a request of this process is working on, until disposed.</summary>
    public Ownership Own(LedgerEntry entry) => new(_owned, entry.Key);

    /// <summary>Notes on a settled payment whether the site answered.</summary>
    public Task NoteDeliveryAsync(LedgerEntry entry, int statusCode)
    {
        var isDelivered = statusCode is >= 200 and <= 299;
        if (isDelivered && entry.Detail is null)
            return Task.CompletedTask;

        var note = isDelivered ? "Delivered on a retry." : $"Paid, but the site answered {statusCode}: not delivered yet.";
        return note == entry.Detail ? Task.CompletedTask : MoveAsync(entry, new LedgerMove(LedgerState.Settled) { Detail = note });
    }

    /// <summary>A ledger that failed while it was asked for something.</summary>
    public void ReportFailure(Exception exception) => logger.LedgerFailed(exception);

    /// <summary>When to look again at a payment whose outcome is not known: soon at first, then less and less often.</summary>
    public DateTimeOffset NextLook(LedgerEntry entry)
    {
        var now = time.GetUtcNow();
        var age = now - entry.OpenedAt;
        return now + (age < FirstLook ? FirstLook : age > SlowestLook ? SlowestLook : age);
    }

    /// <summary>A claim failed and may have been made all the same: if nobody works on it, it is given up when the ledger answers again.</summary>
    private void ForgetLater(AuthorizationKey key) => chores.DoLater(async () =>
    {
        if (await ledger.FindAsync(key) is not { } held || held.Owner != settings.Owner || _owned.ContainsKey(key))
            return;
        if (held.State == LedgerState.Claimed)
            await ledger.ReleaseAsync(held);
        else if (LedgerRules.IsResumed(held))
            await ledger.MoveAsync(held, Unknown(held, null, NotSentAgain));
    });

    private async Task<SettleOutcome> AttemptAsync(PaymentPayload payment, PaymentRequirements offer)
    {
        try
        {
            // Not the request's token: a buyer that hangs up does not undo a settlement.
            return await facilitator.SettleAsync(payment, offer, CancellationToken.None);
        }
        catch (Exception exception)
        {
            logger.SettlementThrew(exception);
            return new SettleOutcome.Unknown("The facilitator threw.");
        }
    }

    /// <summary>A refusal of a repeat may only mean that the first attempt paid, and "nothing sent" is about the repeat alone.</summary>
    private async Task<SettleOutcome> ReconsiderAsync(LedgerEntry entry, SettleOutcome repeated)
    {
        if (repeated is SettleOutcome.Settled or SettleOutcome.Unknown || (repeated is SettleOutcome.Rejected && facilitator.RemembersSettlements))
            return repeated;
        if (await AskChainAsync(entry) is { } fate)
            return fate;
        if (repeated is SettleOutcome.Unavailable && entry.IsDeferred)
            return repeated;

        return new SettleOutcome.Unknown(repeated is SettleOutcome.Rejected(var result) ? $"Refused when repeated: {result.ErrorReason}" : "Could not be repeated.", entry.Transaction);
    }

    /// <summary>Moves a payment that this process owns, now or as soon as the ledger answers; false when it turns out that others have it.</summary>
    public async Task<bool> MoveAsync(LedgerEntry entry, LedgerMove move)
    {
        var isLost = false;
        await chores.DoAsync($"move to {move.To}", entry, async () =>
        {
            isLost = await ledger.MoveAsync(entry, move) is null;
            if (isLost)
                logger.LedgerMoveLost(entry.Key.Payer, move.To);
        });
        return !isLost;
    }

    private async Task ReleaseIfUnsentAsync(LedgerEntry entry)
    {
        // The move that failed may have been made: then its entry is the one to release, and nothing was sent for it either.
        if (await ledger.FindAsync(entry.Key) is not { } held || held.Owner != entry.Owner)
            return;
        if ((held.Version == entry.Version && held.State == LedgerState.Claimed) || (held.Version == entry.Version + 1 && held.State == LedgerState.Settling))
            await ledger.ReleaseAsync(held);
    }

    private LedgerMove Unknown(LedgerEntry entry, string? transaction, string detail) =>
        new(LedgerState.Unknown) { Transaction = transaction, DueAt = NextLook(entry), Detail = detail };

    private static SettleOutcome.Rejected Rejected(LedgerEntry entry, string reason) =>
        new(SettleResponse.Failed(reason, $"eip155:{entry.Key.ChainId}", entry.Key.Payer.ToString()));

    /// <summary>A request's hold on a payment.</summary>
    internal readonly struct Ownership : IDisposable
    {
        private readonly ConcurrentDictionary<AuthorizationKey, bool> _owned;
        private readonly AuthorizationKey _key;

        public Ownership(ConcurrentDictionary<AuthorizationKey, bool> owned, AuthorizationKey key)
        {
            (_owned, _key) = (owned, key);
            _owned[key] = true;
        }

        public void Dispose() => _owned.TryRemove(_key, out _);
    }
}
