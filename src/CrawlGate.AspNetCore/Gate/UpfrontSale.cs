using CrawlGate.X402;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>The <c>upfront</c> flow: settles a claimed payment, then asks the site.</summary>
internal static class UpfrontSale
{
    public static async Task<Refusal?> ServeAsync(SettlementDesk desk, Purchase purchase, LedgerEntry entry, RequestDelegate next)
    {
        if (entry.State == LedgerState.Claimed)
        {
            (entry, var refused) = await desk.BeginAsync(entry, purchase.ToFacilitatorBody());
            if (refused is not null)
                return refused;
        }

        var outcome = await desk.SettleAsync(entry, purchase.Payment, purchase.Offer);
        if (SettlementAnswer.RefusalOf(outcome) is { } refusal)
            return refusal;

        var settled = SettlementDesk.AfterSettlement(entry, ((SettleOutcome.Settled)outcome).Response);
        return await new PrepaidRequest(purchase, settled, desk).ServeAsync(next);
    }
}
