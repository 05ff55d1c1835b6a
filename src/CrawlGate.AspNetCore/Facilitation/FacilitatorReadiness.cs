using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Keeps priced routes closed to those who would have to pay until the facilitator has shown that it can take their money. A
/// facilitator that cannot be read is no reason to give pages away, and no reason to stop people.
/// </summary>
public sealed class FacilitatorReadiness(IFacilitatorProbe probe, TimeProvider time, ILogger<FacilitatorReadiness> logger) : BackgroundService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<ProbeResult> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ProbeResult _last = new ProbeResult.NotYet("The facilitator has not been asked yet.");

    /// <summary>Whether payments can be taken.</summary>
    public bool IsReady => _last is ProbeResult.Ready;

    /// <summary>The last answer.</summary>
    public ProbeResult Last => _last;

    /// <summary>The first answer, as soon as there is one.</summary>
    public Task<ProbeResult> FirstAnswer => _first.Task;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var result = await probe.ProbeAsync(stoppingToken);
            if (result != _last)
                Report(result);
            _last = result;
            _first.TrySetResult(result);
            if (result is ProbeResult.Ready)
                return;

            await Task.Delay(RetryInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Report(ProbeResult result)
    {
        switch (result)
        {
            case ProbeResult.Ready(var detail):
                logger.PaymentsReady(detail);
                break;
            case ProbeResult.NotYet(var detail):
                logger.PaymentsClosed(detail);
                break;
            case ProbeResult.Wrong(var wrong):
                logger.PaymentsClosed(wrong);
                break;
        }
    }
}
