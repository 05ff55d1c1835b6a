using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Opens the ledger before the application serves, reports this process alive, catches up on what could not be written, and forgets what
/// is over. A ledger that cannot be opened stops the start.
/// </summary>
internal sealed class LedgerUpkeep(IPaymentLedger ledger, LedgerSettings settings, LedgerChores chores, TimeProvider time, ILogger<LedgerUpkeep> logger)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(10);

    private volatile string? _lost;

    /// <summary>Why the ledger cannot be used; null while it answers.</summary>
    public string? Lost => _lost;

    public async Task StartingAsync(CancellationToken cancellationToken) => await ledger.OpenAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = settings.OwnerTimeout / 4;
        var nextSweep = time.GetUtcNow() + SweepInterval;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await ledger.KeepAliveAsync(stoppingToken);
                await chores.CatchUpAsync();
                if (time.GetUtcNow() >= nextSweep)
                {
                    nextSweep = time.GetUtcNow() + SweepInterval;
                    await ledger.SweepAsync(stoppingToken);
                }

                Report(null);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Report(exception.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Report(string? lost)
    {
        if (lost is not null && _lost is null)
            logger.LedgerLost(lost);
        else if (lost is null && _lost is not null)
            logger.LedgerBack();
        _lost = lost;
    }
}
