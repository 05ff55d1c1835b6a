using CrawlGate.X402;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>Looks after remote facilitators while the host runs; does nothing where payments are settled otherwise.</summary>
internal sealed class FacilitatorWatch(IServiceProvider services, ILogger<FacilitatorWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (services.GetRequiredService<IFacilitator>() is not FacilitatorPool pool)
            return;

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await pool.WatchAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Left to itself an exception would stop the site.
                logger.FacilitatorWatchFailed(exception);
            }
        }
    }
}

internal static partial class FacilitatorWatchLog
{
    [LoggerMessage(30, LogLevel.Error, "Asking the facilitators failed and is tried again")]
    public static partial void FacilitatorWatchFailed(this ILogger logger, Exception exception);
}
