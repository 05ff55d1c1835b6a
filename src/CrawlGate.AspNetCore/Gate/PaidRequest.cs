using CrawlGate.X402;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// One request whose payment is verified and claimed: serves it, settles before the first byte leaves, and records what came
/// of it. The claim ends in exactly one way: settled, failed, unknown, or released because nothing was sent.
/// </summary>
internal sealed class PaidRequest(
    HttpContext context, PaymentPayload payment, PaymentRequirements offer, LedgerEntry claimed, PaymentTerms terms, IFacilitator facilitator,
    IPaymentLedger ledger, TimeProvider time, ILogger logger)
    : IHeldResponse
{
    private LedgerEntry _entry = claimed;
    private Task<bool>? _settlement;
    private Refusal? _refusal;

    /// <summary>Runs the rest of the pipeline with the response held. Answers why the response was withheld, or null when it was sent.</summary>
    public async Task<Refusal?> ServeAsync(RequestDelegate next)
    {
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var held = new HeldResponseBody(inner, this);
        context.Features.Set<IHttpResponseBodyFeature>(held);
        context.Features.Set<IHeldResponse>(this);
        try
        {
            await next(context);
            await held.FlushPipeAsync();
            await SettleAsync();
        }
        catch when (_settlement is null)
        {
            await TryReleaseAsync();
            throw;
        }
        catch when (_refusal is not null)
        {
            // Whatever the site made of a body that nobody took: the buyer is told about the payment.
        }
        finally
        {
            context.Features.Set(inner);
            context.Features.Set<IHeldResponse>(null);
        }

        return _refusal;
    }

    /// <inheritdoc/>
    public Task<bool> SettleAsync() => _settlement ??= SettleOnceAsync();

    private async Task<bool> SettleOnceAsync()
    {
        GuardedHeaders.RemoveFromResponse(context.Response.Headers);
        if (context.Response.StatusCode is < 200 or > 299)
        {
            await TryReleaseAsync();
            return true;
        }

        if (context.RequestAborted.IsCancellationRequested)
        {
            await TryReleaseAsync();
            return Withhold(new Refusal.Explained(Problem.Unavailable));
        }

        try
        {
            // Written before the first byte of a settlement leaves: from here on only the chain knows.
            var body = FacilitatorRequest.Write(payment, offer, new ResourceInfo { Url = terms.Resource.Of(context.Request) });
            if (await ledger.MoveAsync(_entry, new LedgerMove(LedgerState.Settling) { Request = body }) is not { } settling)
                return Withhold(new Refusal.Explained(Problem.OutcomeUnknown));
            _entry = settling;
        }
        catch (Exception exception)
        {
            logger.LedgerFailed(exception);
            return Withhold(new Refusal.Explained(Problem.Unavailable));
        }

        return await RecordAsync(await AttemptAsync());
    }

    private async Task<SettleOutcome> AttemptAsync()
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

    private async Task<bool> RecordAsync(SettleOutcome outcome)
    {
        switch (outcome)
        {
            case SettleOutcome.Settled(var result):
                await TryMoveAsync(LedgerState.Settled, result);
                logger.Settled(_entry.Key.Payer, result.Transaction);
                Receipt.Write(context.Response, payment, result);
                PaidCaching.MakePrivate(context.Response.Headers);
                CrossOrigin.Expose(context);
                return true;

            case SettleOutcome.Rejected(var result):
                await TryMoveAsync(LedgerState.Failed, result);
                logger.SettlementRejected(_entry.Key.Payer, result.ErrorReason, result.ErrorMessage);
                return Withhold(new Refusal.Quoted(QuoteReason.Refused(ReasonCode.Of(result.ErrorReason, X402Errors.UnexpectedSettleError)), result));

            case SettleOutcome.Unavailable(var detail, _):
                await TryReleaseAsync();
                logger.FacilitatorUnavailable(detail);
                return Withhold(new Refusal.Explained(Problem.Unavailable));

            case SettleOutcome.Unknown(var detail, var transaction):
                await TryMoveAsync(LedgerState.Unknown, null);
                logger.SettlementUnknown(_entry.Key.Payer, transaction, detail);
                return Withhold(new Refusal.Explained(Problem.OutcomeUnknown));

            default:
                throw new InvalidOperationException($"No such outcome: {outcome.GetType()}");
        }
    }

    private bool Withhold(Refusal refusal)
    {
        _refusal = refusal;
        return false;
    }

    /// <summary>The money has moved or may have: what the buyer gets does not depend on whether that could be written down.</summary>
    private async Task TryMoveAsync(LedgerState to, SettleResponse? result)
    {
        try
        {
            if (await ledger.MoveAsync(_entry, new LedgerMove(to) { Result = result, DueAt = to == LedgerState.Unknown ? time.GetUtcNow().AddSeconds(10) : null }) is null)
                logger.LedgerMoveLost(_entry.Key.Payer, to);
        }
        catch (Exception exception)
        {
            logger.LedgerFailed(exception);
        }
    }

    private async Task TryReleaseAsync()
    {
        try
        {
            await ledger.ReleaseAsync(_entry);
        }
        catch (Exception exception)
        {
            logger.LedgerFailed(exception);
        }
    }
}
