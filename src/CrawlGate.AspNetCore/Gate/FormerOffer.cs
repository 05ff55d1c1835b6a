using CrawlGate.X402;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>
/// A payment for an offer that is not made any more, because prices or terms were changed since. Nothing can be bought with it, but it may
/// have bought its page already, and its buyer must then not be asked to pay a second time. This costs one look into the ledger.
/// </summary>
internal sealed class FormerOffer(IPaymentScheme scheme, SettlementDesk desk, PaymentMemory memory, Resumption resumption, TimeProvider time)
{
    /// <summary>Serves what the payment bought before, or answers the refusal of those that bought nothing.</summary>
    public async Task<Refusal?> ServeAsync(HttpContext context, PaymentTerms terms, PaymentPayload payment, Refusal unknown, RequestDelegate next)
    {
        foreach (var offer in terms.Offers)
        {
            // Our own offer only tells which chain and token are meant; what was signed is what identifies the payment.
            var check = scheme.Check(payment, offer, time.GetUtcNow());
            if (check.IsIdentified)
                return await ServeAsync(new Purchase(context, payment, offer, terms, check, null), unknown, next);
        }

        return unknown;
    }

    /// <summary>The same when it is known which of our offers comes nearest.</summary>
    public async Task<Refusal?> ServeAsync(Purchase purchase, Refusal unknown, RequestDelegate next)
    {
        if (!purchase.Check.IsIdentified)
            return unknown;
        if (await memory.FindAsync(purchase) is not (true, var found))
            return new Refusal.Explained(Problem.Unavailable);
        if (found is not { } held)
            return unknown;

        switch (await desk.TryClaimAsync(AsItWasClaimed(held)))
        {
            case null:
                return new Refusal.Explained(Problem.Unavailable);
            case ClaimOutcome.Claimed(var entry):
                // Nothing was sent for it, and meanwhile nobody works on it: it is a payment for another price.
                await desk.GiveBackAsync(entry);
                return unknown;
            case ClaimOutcome.Resumed(var entry):
                return await ResumeAsync(purchase, entry, next);
            case ClaimOutcome.Replayed(var entry):
                return await memory.ServeAsync(purchase, entry, next);
            case ClaimOutcome.InFlight(var entry):
                return await memory.WaitAsync(purchase, entry);
            default:
                return unknown;
        }
    }

    private async Task<Refusal?> ResumeAsync(Purchase purchase, LedgerEntry entry, RequestDelegate next)
    {
        // If it has to be sent again, then as it was sent before.
        if (FacilitatorRequest.TryRead(entry.Request.Span, out var sent, out _))
            return await resumption.ServeAsync(purchase with { Offer = sent!.Requirements }, entry, next);

        await desk.GiveBackAsync(entry);
        return new Refusal.Explained(Problem.OutcomeUnknown);
    }

    private static PaymentClaim AsItWasClaimed(LedgerEntry held) => new()
    {
        Key = held.Key,
        Fingerprint = held.Fingerprint,
        Resource = held.Resource,
        PayTo = held.PayTo,
        Amount = held.Amount,
        ValidBefore = held.ValidBefore,
        Identifier = held.Identifier,
    };
}
