using System.Globalization;
using CrawlGate.Chaos;

namespace CrawlGate.IntegrationTests;

/// <summary>
/// Gateways in processes of their own die while crawlers pay, each time elsewhere than the last: the seed is the clock's and stands in
/// the message of a failure. The long run is <c>./build.sh chaos</c>.
/// </summary>
[Collection(ChaosCollection.Name)]
public sealed class KillAnywhereTests
{
    private static readonly ulong Seed = (ulong)TimeProvider.System.GetUtcNow().Ticks;

    [Fact]
    public Task Twenty_deaths_lose_no_payment_and_take_none_twice() => RunAsync(ChaosPlans.ShortKills(Seed));

    [Fact]
    public Task A_full_disk_closes_priced_routes_alone_until_there_is_room() => RunAsync(ChaosPlans.ShortDisk(Seed));

    [Fact]
    public async Task Every_gateway_that_died_died_where_it_was_to()
    {
        // A harness that kills nobody would find everything in order.
        var result = await RunAsync(new ChaosPlan { Name = "points", Seed = Seed, Kills = 3, Crawlers = 3, Points = ["ledger.settling.after", "rpc.send.after", "client.first-byte"] });

        Assert.Equal(3, result.Kills.Values.Sum());
        Assert.Empty(result.Missed);
    }

    private static async Task<ChaosResult> RunAsync(ChaosPlan plan)
    {
        var log = new StringWriter(CultureInfo.InvariantCulture);
        var result = await ChaosRun.RunAsync(plan, log);

        Assert.True(result.Violations.Count == 0, $"Seed {plan.Seed}:\n{log}\n{result.Evidence}{string.Join('\n', result.Violations.Select(violation => violation.What))}");
        Assert.True(result.Paid > 0, "Nothing was sold.");
        return result;
    }
}

/// <summary>Measures time in kills: it gets the machine for itself.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ChaosCollection
{
    public const string Name = "Chaos";
}
