using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>Keeps the lists current for as long as the host runs. Copies on disk are in use before the first request is taken.</summary>
internal sealed class IpRangeRefresh(IpRangeStore store, RangeCopies copies, TimeProvider time, ILogger<IpRangeRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    // The clock may be set, and a machine may sleep, while a timer counts on.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!store.IsEnabled)
            return;

        copies.Open();
        await store.LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Taken before the work, so that a catalogue that comes during the work is not waited past.
            var changed = store.CatalogueChanged;
            try
            {
                await store.RefreshDueAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                logger.RangeRefreshThrew(failure);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var wait = store.UntilNextDue() ?? LongestWait;
            wait = wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait;
            await changed.WaitAsync(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
