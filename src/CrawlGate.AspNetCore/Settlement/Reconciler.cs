using CrawlGate.X402;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Finds out what became of settlements whose outcome is not known, those of processes that are gone among them. It never sends anything
/// for a page that nobody got: only a buyer who comes back, or a page that was served, is reason to settle.
/// </summary>
internal sealed class Reconciler(IPaymentLedger ledger, IAuthorizationWitness witness, SettlementDesk desk, TimeProvider time, ILogger<Reconciler> logger) : BackgroundService
{
    private const int AtOnce = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                var unresolved = await ledger.TakeUnresolvedAsync(AtOnce, stoppingToken);
                await Task.WhenAll(unresolved.Select(ResolveAsync));
            }
            catch (Exception exception) when (exception is LedgerUnavailableException or OperationCanceledException)
            {
                // Told by the upkeep.
            }
            catch (Exception exception)
            {
                logger.RoundFailed(exception, "reconciliation");
            }
        }
    }

    private async Task ResolveAsync(LedgerEntry entry)
    {
        try
        {
            await FindOutAsync(entry);
        }
        catch (Exception exception)
        {
            // It is this process's own by now: left as it is, nobody would take it up again, and the others are not to wait for it.
            logger.RoundFailed(exception, "reconciliation");
            await desk.MoveAsync(entry, new LedgerMove(LedgerState.Unknown) { DueAt = desk.NextLook(entry), Detail = $"Finding out what became of it threw {exception.GetType().Name}." });
        }
    }

    private async Task FindOutAsync(LedgerEntry entry)
    {
        var testimony = await witness.AskAsync(entry);
        if (SettlementDesk.Judge(entry, testimony) is { } outcome)
        {
            await desk.RecordAsync(entry, outcome);
            return;
        }

        var (move, detail) = (entry.IsDeferred, testimony) switch
        {
            // Queued again it would come back again.
            (true, null) when !FacilitatorRequest.TryRead(entry.Request.Span, out _, out _) => (LedgerState.Unknown, SettlementDesk.Unreadable),
            (true, null or { Fate: AuthorizationFate.Unused }) => (LedgerState.Queued, "Served, not settled: settled again."),
            (_, null) => (LedgerState.Unknown, "There is no node to ask: set Rpc, or wait for the buyer to come back."),
            (_, { Fate: AuthorizationFate.Unused }) => (LedgerState.Unknown, "Not settled so far; it may be until it expires."),
            (_, { Fate: AuthorizationFate.Unavailable(var reason) }) => (LedgerState.Unknown, reason),
            _ => (LedgerState.Unknown, "The authorization is used; by which transaction was not found."),
        };
        await desk.MoveAsync(entry, new LedgerMove(move) { DueAt = move == LedgerState.Queued ? time.GetUtcNow() : desk.NextLook(entry), Detail = detail });
    }
}
