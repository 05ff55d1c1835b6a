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
    public async Task Twenty_deaths_lose_no_payment_and_take_none_twice()
    {
        var plan = ChaosPlans.ShortKills(Seed);
        var result = await RunAsync(plan);

        // A harness that kills nobody, or always in the same place, would find everything in order too.
        Assert.InRange(result.Kills.Values.Sum(), plan.Kills, plan.Kills + 2);
        Assert.InRange(result.Kills.Count, 6, KillPoints.Inside.Count + KillPoints.Outside.Count);
    }

    [Fact]
    public Task A_full_disk_closes_priced_routes_alone_until_there_is_room() => RunAsync(ChaosPlans.ShortDisk(Seed));

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
