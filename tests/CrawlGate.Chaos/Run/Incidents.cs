using System.Globalization;

namespace CrawlGate.Chaos;

/// <summary>What happens to a site besides the death of its gateways. Each ends with sales that go on without a restart.</summary>
internal sealed class Incidents(ChaosPlan plan, World world, Gateways gateways, Crowd crowd, Buyer probe, Dice dice, SmallDisk? disk, Redis? redis)
{
    private const int SalesAfter = 8;
    private const int RefusalsInARow = 10;

    private static readonly TimeSpan SalesLimit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan RefusalLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstAnswerLimit = TimeSpan.FromSeconds(10);

    /// <summary>Lets one happen; what was seen.</summary>
    /// <exception cref="ChaosFailure">Something did not go as it must.</exception>
    public async Task<string> RunAsync(Incident incident)
    {
        var processes = Enumerable.Range(0, gateways.Count).Select(index => gateways[index].Id).ToArray();
        var seen = await (incident switch
        {
            Incident.ClockSet => SetClockAsync(),
            Incident.NodeHangs => HangNodeAsync(),
            Incident.DiskFull => FillDiskAsync(),
            Incident.RedisKilled => KillRedisAsync(),
            Incident.GatewayPaused => PauseGatewayAsync(),
            _ => throw new InvalidOperationException($"No such incident: {incident}"),
        });
        var took = TimeProvider.System.GetTimestamp();
        if (!await crowd.SellsAsync(SalesAfter, SalesLimit))
            throw new ChaosFailure($"{incident}: sales did not go on.");
        if (!processes.SequenceEqual(Enumerable.Range(0, gateways.Count).Select(index => gateways[index].Id)) || Enumerable.Range(0, gateways.Count).Any(index => !gateways[index].IsAlive))
            throw new ChaosFailure($"{incident}: a gateway did not live through it.");
        return string.Create(CultureInfo.InvariantCulture, $"{seen}; {SalesAfter} more sales within {TimeProvider.System.GetElapsedTime(took).TotalSeconds:0.0} s");
    }

    private async Task<string> SetClockAsync()
    {
        var gateway = gateways[dice.Below(gateways.Count)];
        foreach (var seconds in (string[])["-5", "0", "5", "0"])
        {
            gateway.Tell("clock " + seconds);
            if (!await crowd.SellsAsync(SalesAfter, SalesLimit))
                throw new ChaosFailure($"No sales with the clock {seconds} s off.");
        }

        return "set back by 5 s, forward, ahead by 5 s and back, with sales at each";
    }

    private async Task<string> HangNodeAsync()
    {
        await world.Chain.PauseAsync();
        try
        {
            await Task.Delay(plan.NodeOutage / 2);
            if (await probe.StatusAsync("/free/node") != 200)
                throw new ChaosFailure("A free page is not served while the node hangs.");
            await Task.Delay(plan.NodeOutage / 2);
        }
        finally
        {
            await world.Chain.ResumeAsync();
        }

        return string.Create(CultureInfo.InvariantCulture, $"{plan.NodeOutage.TotalSeconds:0} s without a node, free pages served");
    }

    private async Task<string> FillDiskAsync()
    {
        disk!.Fill();
        try
        {
            await ExpectRefusalAsync("disk");
        }
        finally
        {
            disk.Clear();
        }

        return "paid requests answered 503, free ones 200";
    }

    private async Task<string> KillRedisAsync()
    {
        await redis!.KillAsync();
        try
        {
            await ExpectRefusalAsync("redis");
        }
        finally
        {
            await redis.StartAsync();
        }

        return "paid requests answered 503, free ones 200";
    }

    private async Task<string> PauseGatewayAsync()
    {
        const int Times = 4;
        for (var i = 0; i < Times; i++)
        {
            var gateway = gateways[i % gateways.Count];
            await gateway.SignalAsync("STOP");
            await Task.Delay(TimeSpan.FromSeconds(1.5) + dice.Moment(1500));
            await gateway.SignalAsync("CONT");
            await Task.Delay(dice.Moment(500));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Times} pauses of 1.5 to 3 s, of 1 s after which a gateway counts as gone");
    }

    /// <summary>Payments are refused without being lost, and nobody else notices. A store may take a few more before it is full.</summary>
    private async Task ExpectRefusalAsync(string what)
    {
        var (began, refusals) = (TimeProvider.System.GetTimestamp(), 0);
        while (refusals < RefusalsInARow)
        {
            if (TimeProvider.System.GetElapsedTime(began) > RefusalLimit)
                throw new ChaosFailure($"{what}: payments are still taken {RefusalLimit.TotalSeconds:0} s after the store was gone.");
            var answer = await crowd.TryAsync(World.Flows[dice.Below(World.Flows.Count)], FirstAnswerLimit);
            refusals = answer.Contains(": 503 ", StringComparison.Ordinal) ? refusals + 1 : 0;
            if (await probe.StatusAsync($"/free/{what}") != 200)
                throw new ChaosFailure($"{what}: a free page is not served.");
        }
    }
}
