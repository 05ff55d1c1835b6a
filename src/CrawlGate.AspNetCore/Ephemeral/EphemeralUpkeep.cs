using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>Destroys what has ended, every minute, in the store and in this process. A store that fails is tried again.</summary>
internal sealed class EphemeralUpkeep(
    IEphemeralStore store, IEnumerable<IEphemeralMemory> memories, TimeProvider time, ILogger<EphemeralUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly IEphemeralMemory[] _memories = [.. memories];
    private bool _isFailing;

    /// <summary>One round. It never fails.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        Exception? failure = null;
        foreach (var memory in _memories)
            failure = await TryAsync(memory.TidyAsync, cancellationToken) ?? failure;
        failure = await TryAsync(store.SweepAsync, cancellationToken) ?? failure;

        // Once, not every minute.
        if (failure is not null && !_isFailing)
            logger.SweepFailed(failure.Message);
        else if (failure is null && _isFailing)
            logger.SweepWorks();
        _isFailing = failure is not null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;

            await SweepAsync(stoppingToken);
        }
    }

    private static async ValueTask<Exception?> TryAsync(Func<CancellationToken, ValueTask> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }
}
