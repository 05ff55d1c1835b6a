using CrawlGate.X402;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>Settles what was served before it was paid, many payments at a time.</summary>
internal sealed class DeferredSettlement(IPaymentLedger ledger, IFacilitator facilitator, SettlementDesk desk, TimeProvider time, ILogger<DeferredSettlement> logger)
    : BackgroundService
{
    /// <summary>How many payments go to the facilitator at once.</summary>
    internal const int BatchSize = 100;

    private const int MaxBatches = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            running.RemoveAll(batch => batch.IsCompleted);
            if (running.Count == MaxBatches)
            {
                await ((Task)Task.WhenAny(running).WaitAsync(stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            var taken = await TakeAsync(stoppingToken);
            if (taken.Count > 0)
                running.Add(SettleAsync(taken));
            if (taken.Count < BatchSize)
                await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // What is under way is awaited; what it does not get done is found out by the next process.
        await Task.WhenAll(running);
    }

    private async Task<IReadOnlyList<LedgerEntry>> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ledger.TakeQueuedAsync(BatchSize, cancellationToken);
        }
        catch (Exception exception) when (exception is LedgerUnavailableException or OperationCanceledException)
        {
            return [];
        }
        catch (Exception exception)
        {
            // Left to itself it would stop the site.
            logger.RoundFailed(exception, "deferred settlement");
            return [];
        }
    }

    private async Task SettleAsync(IReadOnlyList<LedgerEntry> entries)
    {
        try
        {
            var requests = entries.Select(Read).ToArray();
            var readable = Enumerable.Range(0, entries.Count).Where(i => requests[i] is not null).ToArray();
            await Task.WhenAll(entries.Where((_, i) => requests[i] is null).Select(entry => desk.RecordAsync(entry, new SettleOutcome.Unknown(SettlementDesk.Unreadable, entry.Transaction))));
            if (readable.Length == 0)
                return;

            var attempted = await facilitator.SettleManyAsync([.. readable.Select(i => requests[i]!)]);
            var outcomes = await Task.WhenAll(readable.Select((index, i) => desk.ConcludeAsync(entries[index], attempted[i])));
            var settled = outcomes.Count(outcome => outcome is SettleOutcome.Settled);
            var failed = outcomes.Count(outcome => outcome is SettleOutcome.Rejected);
            logger.DeferredSettled(settled, failed, entries.Count - settled - failed);
        }
        catch (Exception exception)
        {
            // Some may have been sent.
            logger.RoundFailed(exception, "deferred settlement");
            await Task.WhenAll(entries.Select(entry => desk.RecordAsync(entry, new SettleOutcome.Unknown("The facilitator threw."))));
        }
    }

    private static FacilitatorRequest? Read(LedgerEntry entry) => FacilitatorRequest.TryRead(entry.Request.Span, out var request, out _) ? request : null;
}
