using CrawlGate.X402;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>
/// One request whose payment is verified and claimed: serves it, and settles or defers the settlement before the first byte leaves. The
/// claim ends in exactly one way: settled, queued, failed, unknown, or released because nothing was sent.
/// </summary>
internal sealed class PaidRequest(Purchase purchase, LedgerEntry claimed, IPaymentLedger ledger, SettlementDesk desk, TimeProvider time) : HeldRequest(purchase.Context)
{
    private readonly HttpContext _context = purchase.Context;
    private LedgerEntry _entry = claimed;

    private protected override Task AbandonAsync() => desk.GiveBackAsync(_entry);

    private protected override async Task<bool> DecideAsync()
    {
        GuardedHeaders.RemoveFromResponse(_context.Response.Headers);
        if (_context.Response.StatusCode is < 200 or > 299)
        {
            await desk.GiveBackAsync(_entry);
            return true;
        }

        if (_context.RequestAborted.IsCancellationRequested)
        {
            await desk.GiveBackAsync(_entry);
            return Withhold(new Refusal.Explained(Problem.Unavailable));
        }

        if (_entry.State == LedgerState.Claimed && await DeferOrBeginAsync() is { } decided)
            return decided;

        return Answer(await desk.SettleAsync(_entry, purchase.Payment, purchase.Offer));
    }

    /// <summary>Whether the response may leave without settling now; null when it is to be settled now, which is then written down.</summary>
    private async Task<bool?> DeferOrBeginAsync()
    {
        var body = purchase.ToFacilitatorBody();
        if (purchase.Terms.Deferral is { } deferral && await DeferAsync(body, deferral) is { } deferred)
            return deferred;

        (_entry, var refused) = await desk.BeginAsync(_entry, body);
        return refused is null ? null : Withhold(refused);
    }

    /// <summary>Whether the response may leave unsettled; null when a limit is reached.</summary>
    private async Task<bool?> DeferAsync(byte[] body, DeferralTerms deferral)
    {
        try
        {
            switch (await ledger.DeferAsync(_entry, body, deferral.Micros, deferral.Limits, time.GetUtcNow() + deferral.SettleAfter))
            {
                case DeferOutcome.Deferred(var queued):
                    Receipt.Send(_context, purchase.Payment, Receipt.Of(queued));
                    return true;
                case DeferOutcome.Lost:
                    return Withhold(new Refusal.Explained(Problem.InFlight));
                default:
                    return null;
            }
        }
        catch (Exception exception)
        {
            // Nothing leaves. Should it have been written down all the same, it is settled, and the buyer who comes back gets the page.
            desk.ReportFailure(exception);
            desk.GiveBackLater(_entry);
            return Withhold(new Refusal.Explained(Problem.OutcomeUnknown));
        }
    }

    private bool Answer(SettleOutcome outcome)
    {
        if (SettlementAnswer.RefusalOf(outcome) is { } refusal)
            return Withhold(refusal);

        Receipt.Send(_context, purchase.Payment, ((SettleOutcome.Settled)outcome).Response);
        return true;
    }
}
