using CrawlGate.Personhood;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Looks at the start whether World ID's proofs can be verified, which also prepares the keys, and goes on looking until they can. What the gate
/// does otherwise does not wait for it.
/// </summary>
internal sealed partial class WorldIdReadiness(PersonhoodProviders providers, TimeProvider time, ILogger<WorldIdReadiness> logger) : BackgroundService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource<WorldIdSetup> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was found first, as soon as there is something; at once where World ID is not used.</summary>
    public Task<WorldIdSetup> FirstAnswer => _first.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (providers.Find(WorldIdPersonhood.ProviderName) is not WorldIdPersonhood verifier)
        {
            _first.TrySetResult(WorldIdSetup.Ready);
            return;
        }

        WorldIdSetup? last = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var setup = await verifier.CheckSetupAsync(stoppingToken);
            if (setup != last)
                Report(setup);
            last = setup;
            _first.TrySetResult(setup);
            if (setup.State == WorldIdSetupState.Ready)
                return;

            await Task.Delay(RetryInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Report(WorldIdSetup setup)
    {
        if (setup.State == WorldIdSetupState.Ready)
            Ready();
        else if (setup.State == WorldIdSetupState.Wrong)
            Wrong(setup.Detail);
        else
            Unknown(setup.Detail);
    }

    [LoggerMessage(1, LogLevel.Information, "Proofs of World ID can be verified")]
    private partial void Ready();

    [LoggerMessage(2, LogLevel.Error, "Proofs of World ID cannot be verified, and none is taken: {Detail}")]
    private partial void Wrong(string detail);

    [LoggerMessage(3, LogLevel.Warning, "Whether proofs of World ID can be verified is not known yet, and none is taken: {Detail}")]
    private partial void Unknown(string detail);
}
