using CrawlGate.X402;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Sells one request: quote, proof, match, verify, claim, serve, settle, record. The order is what keeps money right, so it
/// stands here in one place; plug-ins work inside the steps, never between them.
/// </summary>
internal sealed class PaymentGate(
    IPaymentScheme scheme, IFacilitator facilitator, FacilitatorReadiness readiness, IPaymentLedger ledger, SettlementDesk desk,
    PaymentMemory memory, Resumption resumption, Solvency solvency, AgentOffers agents, TimeProvider time, ILogger<PaymentGate> logger)
{
    private readonly FormerOffer _former = new(scheme, desk, memory, resumption, time);

    // A made-up signature costs its sender nothing and us a call to a node; a real contract wallet waits its turn.
    private readonly SemaphoreSlim _unproven = new(MaxUnprovenAtOnce, MaxUnprovenAtOnce);

    /// <summary>How many payments whose signature only the chain can judge are judged at a time.</summary>
    internal const int MaxUnprovenAtOnce = 16;

    /// <summary>Handles a request that has to pay these terms.</summary>
    public Task HandleAsync(HttpContext context, PaymentTerms terms, in Visitor visitor, RequestDelegate next)
    {
        if (CrossOrigin.IsPreflight(context.Request))
            return CrossOrigin.AnswerPreflight(context);
        if (!PricedMethods.Contains(context.Request.Method))
        {
            context.Response.Headers.Allow = PricedMethods.Allow;
            return Problem.MethodNotPriced.WriteAsync(context, visitor.Decision);
        }

        if (PricedMethods.IsUpgrade(context))
            return Problem.UpgradeNotPriced.WriteAsync(context, visitor.Decision);
        if (!readiness.IsReady)
            return RefusalWriter.WriteAsync(context, Problem.Unavailable, null, visitor, terms.Quote.Terms.Contact);
        if (!agents.IsConfigured)
            return QuoteOrSellAsync(context, terms, visitor, next);

        var asked = visitor with { Agents = agents };
        return agents.NeedsKeys ? PrepareThenSellAsync(context, terms, asked, next) : QuoteOrSellAsync(context, terms, asked, next);
    }

    private async Task PrepareThenSellAsync(HttpContext context, PaymentTerms terms, Visitor visitor, RequestDelegate next)
    {
        await agents.PrepareAsync(context.RequestAborted);
        await QuoteOrSellAsync(context, terms, visitor, next);
    }

    private Task QuoteOrSellAsync(HttpContext context, PaymentTerms terms, in Visitor visitor, RequestDelegate next)
    {
        var proof = PaymentProof.Read(context.Request.Headers, terms.Quote.Terms.AcceptV1);
        return proof switch
        {
            { Malformed: { } reason } => QuoteWriter.WriteAsync(context, terms, visitor, reason),
            { Payment: { } payment } => SellAsync(context, terms, visitor, payment, next),
            _ => QuoteWriter.WriteAsync(context, terms, visitor, QuoteReason.FirstVisit),
        };
    }

    private async Task SellAsync(HttpContext context, PaymentTerms terms, Visitor visitor, PaymentPayload payment, RequestDelegate next)
    {
        DecisionHeaders.SendId(context, visitor.Decision);
        var refusal = await TrySellAsync(context, terms, visitor.Sale, payment, next);
        switch (refusal)
        {
            case null:
                return;

            case Refusal.Quoted(var reason, var result) quoted:
                logger.PaymentRefused(reason.Error);
                Reset(context.Response, payment, result);
                await QuoteWriter.WriteAsync(context, quoted.Terms ?? terms, visitor, reason);
                return;

            case Refusal.Explained(var problem, var result):
                logger.PaymentRefused(problem.Code);
                Reset(context.Response, payment, result);
                await problem.WriteAsync(context, visitor.Decision);
                return;
        }
    }

    private async Task<Refusal?> TrySellAsync(HttpContext context, PaymentTerms terms, AgentSale? sale, PaymentPayload payment, RequestDelegate next)
    {
        var mismatch = FindMismatch(terms, payment, out var offer, out var identifier);
        if (mismatch is not null)
            return await _former.ServeAsync(context, terms, payment, new Refusal.Quoted(mismatch), next);

        var check = scheme.Check(payment, offer!, time.GetUtcNow());
        var purchase = new Purchase(context, payment, offer!, terms, check, identifier) { Sale = sale };
        if (check.InvalidReason is { } reason && !check.IsOver)
        {
            // Version 1 echoes no offer: here is where it shows that a payment was made for another.
            var refused = new Refusal.Quoted(QuoteReason.Refused(reason));
            return payment.Accepted is null ? await _former.ServeAsync(purchase, refused, next) : refused;
        }

        if ((check.IsOver || !check.SignatureProven) && await AdmitAsync(purchase) is { } early)
            return early;

        return await desk.TryClaimAsync(purchase.ToClaim()) switch
        {
            null => new Refusal.Explained(Problem.Unavailable),
            ClaimOutcome.Claimed(var entry) => await SellClaimedAsync(purchase, entry, next),
            ClaimOutcome.Resumed(var entry) => await resumption.ServeAsync(purchase, entry, next),
            ClaimOutcome.Replayed(var entry) => await memory.ServeAsync(purchase, entry, next),
            ClaimOutcome.InFlight(var entry) => await memory.WaitAsync(purchase, entry),
            ClaimOutcome.IdentifierTaken => new Refusal.Explained(Problem.IdentifierTaken),
            ClaimOutcome.Conflict => new Refusal.Quoted(QuoteReason.Refused(X402Errors.PaymentAlreadyUsed)),
            var other => throw new InvalidOperationException($"No such outcome: {other.GetType()}"),
        };
    }

    /// <summary>Why a payment is not one for what is offered now; null, with the offer and the buyer's own name for it, when it is.</summary>
    private static QuoteReason? FindMismatch(PaymentTerms terms, PaymentPayload payment, out PaymentRequirements? offer, out string? identifier)
    {
        identifier = null;
        offer = OfferMatch.Find(terms.Offers, payment);
        return offer is null ? QuoteReason.Refused(X402Errors.NoMatchingRequirements)
            : !OfferMatch.ExtensionsAreEchoed(terms.Quote.Terms.Extensions, payment.Extensions) ? QuoteReason.Refused(X402Errors.ExtensionEchoMismatch)
            : !PaymentIdentifier.TryRead(payment, terms.Identifiers, out identifier, out var fault) ? QuoteReason.Malformed(fault)
            : null;
    }

    /// <summary>
    /// Why a payment that is over, or whose signature only the chain can judge, is not to be claimed. Claiming before the chain is asked
    /// keeps copies of one payment from each costing a round of RPC calls and from being told "nonce used" by their own twin; without
    /// proof nobody's nonce may be locked, unless the ledger has this very payment.
    /// </summary>
    private async Task<Refusal?> AdmitAsync(Purchase purchase) => await memory.IsKnownAsync(purchase) switch
    {
        true => null,
        false when purchase.Check.InvalidReason is { } reason => new Refusal.Quoted(QuoteReason.Refused(reason)),
        false => await VerifyUnprovenAsync(purchase),
        // Taken for known, a signature that nobody has looked at would buy a page as soon as the ledger answers again.
        null => new Refusal.Explained(Problem.Unavailable),
    };

    private async Task<Refusal?> SellClaimedAsync(Purchase purchase, LedgerEntry entry, RequestDelegate next)
    {
        using var _ = desk.Own(entry);
        var check = purchase.Check;
        var refusal = check.InvalidReason is { } reason ? new Refusal.Quoted(QuoteReason.Refused(reason))
            : check.SignatureProven && !solvency.IsKnown(purchase) ? await VerifyAsync(purchase)
            : null;
        refusal ??= purchase.Sale is { } sale ? await sale.CountAsync(check.Key) : null;
        if (refusal is not null)
        {
            await desk.GiveBackAsync(entry);
            return refusal;
        }

        solvency.Remember(purchase);
        return purchase.Terms.Flow == PaymentFlow.Upfront
            ? await UpfrontSale.ServeAsync(desk, purchase, entry, next)
            : await new PaidRequest(purchase, entry, ledger, desk, time).ServeAsync(next);
    }

    private async Task<Refusal?> VerifyUnprovenAsync(Purchase purchase)
    {
        if (!_unproven.Wait(0, CancellationToken.None))
            return new Refusal.Explained(Problem.Busy);

        try
        {
            return await VerifyAsync(purchase);
        }
        finally
        {
            _unproven.Release();
        }
    }

    private async Task<Refusal?> VerifyAsync(Purchase purchase)
    {
        var aborted = purchase.Context.RequestAborted;
        VerifyOutcome outcome;
        try
        {
            outcome = await facilitator.VerifyAsync(purchase.Payment, purchase.Offer, aborted);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            return new Refusal.Explained(Problem.Unavailable);
        }
        catch (Exception exception)
        {
            // Nothing has been sent, so the claim must be given back like after any other outage.
            logger.VerificationThrew(exception);
            return new Refusal.Explained(Problem.Unavailable);
        }

        switch (outcome)
        {
            case VerifyOutcome.Valid(var response) when response.Payer is null || (Ethereum.Address.TryParse(response.Payer, out var payer) && payer == purchase.Check.Key.Payer):
                return null;

            case VerifyOutcome.Invalid(var response):
                return new Refusal.Quoted(QuoteReason.Refused(ReasonCode.Of(response.InvalidReason, X402Errors.UnexpectedVerifyError)));

            case VerifyOutcome.Unavailable(var detail, _):
                logger.FacilitatorUnavailable(detail);
                return new Refusal.Explained(Problem.Unavailable);

            default:
                logger.FacilitatorUnavailable("It verified a payment of somebody else.");
                return new Refusal.Explained(Problem.Unavailable);
        }
    }

    /// <summary>Throws away what the site prepared and keeps only the settlement's result.</summary>
    private static void Reset(HttpResponse response, PaymentPayload payment, SettleResponse? result)
    {
        response.Clear();
        if (result is not null)
            Receipt.Write(response, payment, result);
    }
}
