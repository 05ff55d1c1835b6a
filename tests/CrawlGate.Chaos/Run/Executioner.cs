using System.Globalization;

namespace CrawlGate.Chaos;

/// <summary>Kills gateways, each time at another point, and starts them again.</summary>
internal sealed class Executioner(Gateways gateways, Buyer buyer, Trap trap, Dice dice, TextWriter log)
{
    /// <summary>How many in a hundred of the points inside are set before the gateway runs at all, so that it dies taking up what was left.</summary>
    private const int EarlyPercent = 40;

    private const int StayDeadPercent = 20;
    private const int HuntDawdlingPercent = 70;
    private const int MostPassings = 4;

    /// <summary>How long it may take to come to a point.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(20);

    private readonly Queue<string> _deck = new();

    public Dictionary<string, int> Kills { get; } = [];

    public Dictionary<string, int> Missed { get; } = [];

    public int Count => Kills.Values.Sum();

    /// <summary>Kills gateways, one after the other, until one died at the next point, and leaves that one dead.</summary>
    public async Task KillNextAsync()
    {
        var (point, index) = (Draw(), dice.Below(gateways.Count));
        if (!KillPoints.Preludes.TryGetValue(point, out var prelude))
        {
            await KillAsync(index, point, dice.Between(1, MostPassings), EarlyPercent);
            return;
        }

        var dawdling = buyer.DawdlingPercent;
        buyer.DawdlingPercent = HuntDawdlingPercent;
        await KillAsync(index, prelude, 1, earlyPercent: 0);
        await KillAsync(index, point, 1, earlyPercent: 100);
        buyer.DawdlingPercent = dawdling;
    }

    private async Task KillAsync(int index, string point, int passings, int earlyPercent)
    {
        await ReviveOthersAsync(index);
        var fuse = string.Create(CultureInfo.InvariantCulture, $"{point} {passings}");
        var isInside = KillPoints.Inside.Contains(point);
        var gateway = gateways.Find(index);
        if (gateway is not { IsAlive: true })
            gateway = gateways.Start(index, isInside && dice.Percent(earlyPercent) ? fuse : null);

        switch (point)
        {
            case KillPoints.AtStart:
                // Only one that starts now can die starting.
                if (gateway.Url.IsCompleted)
                    gateway = await RestartAsync(index);
                await Task.Delay(dice.Moment(1500));
                gateway.Kill();
                break;

            case KillPoints.AtAnyTime:
                await ListenAsync(gateway);
                await Task.Delay(dice.Moment(1000));
                gateway.Kill();
                break;

            default:
                await ListenAsync(gateway);
                await Task.Delay(dice.Moment(400));
                if (isInside)
                    gateway.Tell("kill " + fuse);
                else
                    trap.Set(point, passings, gateway);
                break;
        }

        await gateway.Ended.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        trap.Clear();
        if (gateway.IsAlive)
        {
            Count1(Missed, point);
            point = KillPoints.AtAnyTime;
            gateway.Kill();
        }

        await gateway.Ended.WaitAsync(EndLimit);
        Count1(Kills, point);
        log.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} killed gateway {index} at {point}, passing {passings}");
    }

    /// <summary>Starts every gateway that is dead and waits until all listen.</summary>
    public async Task ReviveAllAsync()
    {
        for (var i = 0; i < gateways.Count; i++)
        {
            if (gateways.Find(i) is not { IsAlive: true })
                gateways.Start(i);
        }

        for (var i = 0; i < gateways.Count; i++)
            await gateways[i].Url;
    }

    // Of several, one may stay dead while the next one dies.
    private async Task ReviveOthersAsync(int victim)
    {
        for (var i = 0; i < gateways.Count; i++)
        {
            if (i != victim && gateways.Find(i) is not { IsAlive: true } && !dice.Percent(StayDeadPercent))
                await ListenAsync(gateways.Start(i));
        }
    }

    private async Task<GatewayProcess> RestartAsync(int index)
    {
        gateways[index].Kill();
        await gateways[index].Ended;
        Count1(Kills, KillPoints.AtAnyTime);
        return gateways.Start(index);
    }

    /// <summary>Waits until it listens, or died before.</summary>
    private static async Task ListenAsync(GatewayProcess gateway) =>
        await Task.WhenAny(gateway.Url, gateway.Ended);

    private string Draw()
    {
        if (_deck.Count == 0)
        {
            foreach (var point in dice.Shuffle(KillPoints.Inside.Concat(KillPoints.Outside)))
                _deck.Enqueue(point);
        }

        return _deck.Dequeue();
    }

    private static void Count1(Dictionary<string, int> counts, string point) => counts[point] = counts.GetValueOrDefault(point) + 1;
}
