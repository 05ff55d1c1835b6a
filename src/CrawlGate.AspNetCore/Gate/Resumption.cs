using CrawlGate.X402;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>
/// A payment presented again whose settlement was begun before, here or in a process that is gone, and whose outcome is not known. The
/// chain is asked first; if it does not know either, the identical settlement is repeated.
/// </summary>
internal sealed class Resumption(IPaymentLedger ledger, SettlementDesk desk, TimeProvider time)
{
    public async Task<Refusal?> ServeAsync(Purchase purchase, LedgerEntry entry, RequestDelegate next)
    {
        using var _ = desk.Own(entry);
        if (await desk.AskChainAsync(entry) is { } fate)
        {
            var outcome = await desk.RecordAsync(entry, fate);
            return outcome is SettleOutcome.Settled(var result)
                ? await new PrepaidRequest(purchase, SettlementDesk.AfterSettlement(entry, result), desk).ServeAsync(next)
                : SettlementAnswer.RefusalOf(outcome);
        }

        return purchase.Terms.Flow == PaymentFlow.Upfront
            ? await UpfrontSale.ServeAsync(desk, purchase, entry, next)
            : await new PaidRequest(purchase, entry, ledger, desk, time).ServeAsync(next);
    }
}
