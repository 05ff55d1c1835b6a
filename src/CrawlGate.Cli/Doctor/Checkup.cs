using CrawlGate.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Yarp.ReverseProxy.Configuration;

namespace CrawlGate.Cli;

/// <summary>All tests, at the same time and each within a limit.</summary>
internal sealed class Checkup(OfflineGateway gateway)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(12);

    /// <summary>What they came to, always in the same order.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(bool fetch, bool askDns, CancellationToken cancellationToken)
    {
        var time = gateway.Services.GetRequiredService<TimeProvider>();
        var root = gateway.Services.GetRequiredService<IHostEnvironment>().ContentRootPath;
        var chain = new ChainChecks(gateway.Gate, gateway.Options, gateway.Services.GetRequiredService<IFacilitatorProbe>(), time);
        var services = new ServiceChecks(gateway.Gate, gateway.Options, [.. Origins()], time);
        var machine = new MachineChecks(gateway.Options, root, time);

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Limit);
        var block = chain.ReadBlockTimeAsync(deadline.Token);
        var origins = services.TestOriginsAsync(deadline.Token);
        Task<IReadOnlyList<Finding>>[] tests =
        [
            LimitAsync("rpc", chain.TestNodesAsync(deadline.Token)),
            LimitAsync("token", chain.TestTokenAsync(deadline.Token)),
            LimitAsync("gas", chain.TestGasAsync(deadline.Token)),
            LimitAsync(ServiceFinding.Name, ServiceFinding.TestAsync(gateway.Services.GetRequiredService<FacilitatorServiceSettings>(), gateway.Services.GetRequiredService<FacilitatorHealth>(), time, deadline.Token)),
            LimitAsync("facilitator", services.TestFacilitatorsAsync(deadline.Token)),
            LimitAsync("origin", OfOriginsAsync(origins)),
            LimitAsync("clock", OfClockAsync(time, block, origins)),
            LimitAsync("address lists", OfListsAsync(fetch, deadline.Token)),
            LimitAsync("ledger", machine.TestLedgerAsync(deadline.Token)),
            LimitAsync("dns", machine.TestDnsAsync(askDns)),
        ];
        var found = await Task.WhenAll(tests);
        return [.. found.SelectMany(findings => findings), machine.TestSignatures(), machine.TestDirectory()];
    }

    private IEnumerable<string> Origins() =>
        gateway.Services.GetServices<IProxyConfigProvider>()
            .SelectMany(provider => provider.GetConfig().Clusters)
            .SelectMany(cluster => cluster.Destinations?.Values ?? [])
            .Select(destination => destination.Address);

    private static async Task<IReadOnlyList<Finding>> OfOriginsAsync(Task<IReadOnlyList<(Finding Finding, DateTimeOffset? Date)>> origins) =>
        [.. (await origins).Select(origin => origin.Finding)];

    private static async Task<IReadOnlyList<Finding>> OfClockAsync(TimeProvider time, Task<DateTimeOffset?> block, Task<IReadOnlyList<(Finding Finding, DateTimeOffset? Date)>> origins)
    {
        var (blockTime, dates) = (await block, (await origins).Select(origin => origin.Date).OfType<DateTimeOffset>().ToArray());
        return [ClockCheck.Judge(time.GetUtcNow(), blockTime, dates)];
    }

    private async Task<IReadOnlyList<Finding>> OfListsAsync(bool fetch, CancellationToken cancellationToken)
    {
        await ExplainCommand.LoadListsAsync(gateway, fetch, cancellationToken);
        return [MachineChecks.TestLists(gateway.Services.GetRequiredService<IpRangeStore>())];
    }

    private static async Task<IReadOnlyList<Finding>> LimitAsync(string name, Task<IReadOnlyList<Finding>> test)
    {
        try
        {
            return await test.WaitAsync(Limit);
        }
        catch (Exception failure) when (failure is TimeoutException or OperationCanceledException)
        {
            return [Finding.Failed(name, $"no answer within {Limit.TotalSeconds:0} s", "see whether the network lets the gateway out")];
        }
    }
}
