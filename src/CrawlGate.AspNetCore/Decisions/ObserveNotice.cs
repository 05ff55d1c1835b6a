using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>Says at start, so that nobody can miss it, which policies charge and refuse nobody.</summary>
internal sealed partial class ObserveNotice(CurrentGate current, ILogger<ObserveNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var observing = current.Snapshot.Policies.All.Where(policy => policy.Mode == GateMode.Observe).Select(policy => policy.Name).ToArray();
        if (observing.Length > 0)
            OnlyObserving(string.Join(", ", observing), $"{PolicyCompiler.Section}:{nameof(CrawlGateOptions.Mode)}");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Warning, "OBSERVE MODE: nobody is charged or refused by these policies: {Policies}. Decisions are only logged. Set {Setting} to \"enforce\" to carry them out")]
    private partial void OnlyObserving(string policies, string setting);
}
