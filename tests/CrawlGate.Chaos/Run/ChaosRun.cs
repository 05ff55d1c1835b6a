using System.Globalization;

namespace CrawlGate.Chaos;

/// <summary>One run: a world, crawlers that pay, gateways that die, incidents; and the audit when it is quiet again.</summary>
internal static class ChaosRun
{
    private const int KillsBetweenWeathers = 8;
    private const int LossPercent = 10;
    private const int SmallDiskMegabytes = 12;
    private const int SalesBeforeIncidents = 20;

    private static readonly TimeSpan FinishLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    public static async Task<ChaosResult> RunAsync(ChaosPlan plan, TextWriter log)
    {
        var began = TimeProvider.System.GetTimestamp();
        var folder = Directory.CreateTempSubdirectory("crawlgate-chaos-").FullName;
        var (dice, trap) = (new Dice(plan.Seed), new Trap());
        log.WriteLine($"{plan.Name}: seed {plan.Seed.ToString(CultureInfo.InvariantCulture)}, logs in {folder}");

        await using var disk = plan.Store == ChaosStore.SqliteOnSmallDisk ? await SmallDisk.MountAsync(folder + "-disk", SmallDiskMegabytes) : null;
        await using var redis = plan.Store == ChaosStore.Redis ? await Redis.StartAsync(Path.Combine(folder, "redis")) : null;
        await using var world = await World.StartAsync(folder, trap, dice, plan.HasMulticall);
        var store = redis?.Store ?? "sqlite:" + Path.Combine(disk?.Path ?? folder, "crawlgate.db");
        using var gateways = new Gateways([.. Enumerable.Range(0, plan.Gateways).Select(index => world.WriteConfiguration(store, index))], folder);
        var buyer = new Buyer(gateways, trap, dice);
        var executioner = new Executioner(gateways, buyer, trap, dice, log);
        await executioner.ReviveAllAsync();
        await using var books = Books.Open(Path.Combine(folder, "gateway0.json"), world);
        using var probe = new Buyer(gateways, trap, dice);
        await using var crowd = new Crowd(world.Chain, buyer, dice, plan.Crawlers);
        var chain = new ChainBook(world);
        var watch = new Watch(crowd, chain, books);
        var (violations, seen) = (new List<Violation>(), new List<(Incident Incident, string Seen)>());

        await KillAsync(plan, executioner, world, violations, log);
        await executioner.ReviveAllAsync();
        var incidents = new Incidents(plan, world, gateways, crowd, probe, dice, disk, redis);
        if (!await crowd.SellsAsync(SalesBeforeIncidents, FinishLimit))
            violations.Add(new Violation("Nothing is sold though nobody is killed."));
        foreach (var incident in plan.Incidents)
        {
            try
            {
                seen.Add((incident, await incidents.RunAsync(incident)));
                log.WriteLine($"{incident}: {seen[^1].Seen}");
            }
            catch (ChaosFailure failure)
            {
                violations.Add(new Violation(failure.Message));
                log.WriteLine(failure.Message);
            }
        }

        await crowd.FinishAsync(FinishLimit);
        await SettleDownAsync(books);
        log.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} quiet");
        await watch.DisposeAsync();
        violations.AddRange(watch.Violations);
        var audit = new Audit(world, chain, books, crowd.Payments);
        violations.AddRange(await audit.RunAsync());
        var evidence = violations.Count == 0 ? "" : await Evidence.WriteAsync(violations, chain, books);

        if (await gateways.StopAsync(StopLimit) is > 0 and var stuck)
            violations.Add(new Violation($"{stuck} gateway(s) did not end when told to."));
        var left = gateways.StartedProcesses.Where(id => IsOurs(id, folder)).ToArray();
        if (left.Length > 0)
            violations.Add(new Violation($"Processes are left over: {string.Join(", ", left)}."));
        if (violations.Count == 0)
            Directory.Delete(folder, recursive: true);
        else
            await File.WriteAllTextAsync(Path.Combine(folder, "evidence.txt"), evidence);

        return new ChaosResult
        {
            Plan = plan,
            Took = TimeProvider.System.GetElapsedTime(began),
            Kills = executioner.Kills,
            Missed = executioner.Missed,
            Incidents = seen,
            Payments = crowd.Payments.Count,
            Paid = chain.Payments.Count,
            SettledPayments = audit.SettledPayments,
            Pages = audit.Pages,
            Transferred = chain.Sum,
            Settled = audit.Settled,
            Samples = watch.Samples,
            MostUnpaid = watch.MostUnpaid,
            Violations = violations,
            Evidence = evidence,
        };
    }

    private static async Task KillAsync(ChaosPlan plan, Executioner executioner, World world, List<Violation> violations, TextWriter log)
    {
        while (executioner.Count < plan.Kills)
        {
            // By turns: blocks at once or in their own time, with or without answers that get lost.
            var weather = executioner.Count / KillsBetweenWeathers;
            await world.SetSlowBlocksAsync(weather % 2 == 1);
            world.Relay.LossPercent = weather % 4 >= 2 ? LossPercent : 0;
            try
            {
                await executioner.KillNextAsync();
            }
            catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
            {
                violations.Add(new Violation(exception.Message));
                log.WriteLine(exception.Message);
                break;
            }
        }

        world.Relay.LossPercent = 0;
        await world.SetSlowBlocksAsync(false);
    }

    /// <summary>Waits until nothing is open; the audit says what still is.</summary>
    private static async Task SettleDownAsync(Books books)
    {
        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < FinishLimit; await Task.Delay(200))
        {
            var (entries, transactions) = await books.ReadOpenAsync();
            if (entries.Count == 0 && transactions.Count == 0)
                return;
        }
    }

    // A process id may be somebody else's by now, but not with our folder in its command line.
    private static bool IsOurs(int id, string folder)
    {
        try
        {
            return File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/cmdline").Contains(folder, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
