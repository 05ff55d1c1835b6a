using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Answers a payment that was presented before. Whoever lost an answer sends the identical request again and gets the page and the same
/// receipt, without another settlement; copies that arrive while the first is served get no page of their own.
/// </summary>
internal sealed class PaymentMemory(IPaymentLedger ledger, SettlementDesk desk, TimeProvider time)
{
    private const int MaxWaiting = 256;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private int _waiting;

    /// <summary>Whether the ledger has this very payment for this very page, so that its authorization may be over by now; null when it does not answer.</summary>
    public async Task<bool?> IsKnownAsync(Purchase purchase)
    {
        var (answered, held) = await FindAsync(purchase);
        return answered ? held is not null && held.State != LedgerState.Claimed : null;
    }

    /// <summary>What the ledger has of this very payment for this very page, if it answers.</summary>
    public async Task<(bool Answered, LedgerEntry? Held)> FindAsync(Purchase purchase)
    {
        try
        {
            var held = await ledger.FindAsync(purchase.Check.Key, purchase.Context.RequestAborted);
            return (true, held?.Fingerprint == purchase.Check.Fingerprint && held.Resource == purchase.Resource ? held : null);
        }
        catch (OperationCanceledException) when (purchase.Context.RequestAborted.IsCancellationRequested)
        {
            return default;
        }
        catch (Exception exception)
        {
            desk.ReportFailure(exception);
            return default;
        }
    }

    /// <summary>Serves a page that is paid or owed once more, within the time for that.</summary>
    public async Task<Refusal?> ServeAsync(Purchase purchase, LedgerEntry entry, RequestDelegate next)
    {
        if (entry.State == LedgerState.Failed)
            return SettlementAnswer.Rejected(entry.Result);
        if (time.GetUtcNow() - entry.OpenedAt > purchase.Terms.RetryWindow)
            return new Refusal.Explained(Problem.AlreadyServed, Receipt.Of(entry));

        return await new PrepaidRequest(purchase, entry, desk).ServeAsync(next);
    }

    /// <summary>Waits shortly for the request that owns the payment, to tell the copy how that ended.</summary>
    public async Task<Refusal?> WaitAsync(Purchase purchase, LedgerEntry entry)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return new Refusal.Explained(Problem.InFlight);
        }

        try
        {
            var waited = TimeSpan.Zero;
            for (var wait = FirstWait; waited < LongestWait; waited += wait, wait *= 1.5)
            {
                await Task.Delay(wait, time, purchase.Context.RequestAborted);
                if (await ledger.FindAsync(entry.Key, purchase.Context.RequestAborted) is { State: LedgerState.Settled or LedgerState.Queued } done)
                    return new Refusal.Explained(Problem.ServedMeanwhile, Receipt.Of(done));
            }
        }
        catch (OperationCanceledException) when (purchase.Context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception exception)
        {
            // The copy owns nothing, so there is nothing to clear away: whoever owns the payment brings it to an end.
            desk.ReportFailure(exception);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        return new Refusal.Explained(Problem.InFlight);
    }
}
