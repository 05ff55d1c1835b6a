using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.Chaos;

/// <summary>Everything around the gateways: a chain, the way to it, a site, a payee; and their configuration.</summary>
internal sealed class World : IAsyncDisposable
{
    public const ulong ChainId = 84532;
    public const string PublicUrl = "https://tidepool.example";
    public const string Authorization = "authorization";
    public const string Upfront = "upfront";
    public const string Deferred = "deferred";

    /// <summary>How much may be served before it is settled, in millionths of a dollar, which are atomic units of the token too.</summary>
    public const long DeferredTotal = 12_000;

    private const long DeferredPerPayer = 8_000;

    private static readonly TimeSpan BlockTime = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly PrivateKeySigner _settler;
    private Task _mining = Task.CompletedTask;
    private volatile bool _isSlow;

    private World(string folder, Anvil chain, PrivateKeySigner settler) => (Folder, Chain, _settler) = (folder, chain, settler);

    public static IReadOnlyList<string> Flows { get; } = [Authorization, Upfront, Deferred];

    /// <summary>Where logs, keys and configurations are.</summary>
    public string Folder { get; }

    public Anvil Chain { get; }

    public RpcRelay Relay { get; private set; } = null!;

    public Origin Origin { get; private set; } = null!;

    /// <summary>Who is paid; nobody else is, and by nobody else.</summary>
    public Address Payee { get; } = new(RandomNumberGenerator.GetBytes(Address.Length));

    /// <summary>The account that sends the settlements.</summary>
    public Address Settler => _settler.Address;

    /// <summary>In atomic units.</summary>
    public static ulong PriceOf(string flow) => flow == Deferred ? 2000ul : 1000ul;

    public static async Task<World> StartAsync(string folder, Trap trap, Dice dice, bool hasMulticall)
    {
        var key = Hex.Encode(RandomNumberGenerator.GetBytes(32));
        var world = new World(folder, await Anvil.StartAsync(), PrivateKeySigner.FromHex(key));
        await world.Chain.InstallUsdcAsync();
        if (hasMulticall)
            await world.Chain.InstallMulticall3Async();
        await world.Chain.SetBalanceAsync(world.Settler, 1_000_000_000_000_000_000);
        await File.WriteAllTextAsync(Path.Combine(folder, "signer.key"), key);
        world.Relay = await RpcRelay.StartAsync(world.Chain.RpcUrl, trap, dice);
        world.Origin = await Origin.StartAsync(trap, dice);
        world._mining = world.MineAsync();
        return world;
    }

    /// <summary>Writes a gateway's configuration; its path.</summary>
    public string WriteConfiguration(string store, int index)
    {
        var routes = new JsonObject { ["free"] = Route("/free/{**rest}", null) };
        foreach (var flow in Flows)
            routes[flow] = Route($"/{flow}/{{**rest}}", flow);
        var root = new JsonObject
        {
            ["CrawlGate"] = new JsonObject
            {
                ["Mode"] = "enforce",
                ["PublicUrl"] = PublicUrl,
                ["PayTo"] = Payee.ToString(),
                ["Price"] = "$0.001",
                ["Network"] = $"eip155:{ChainId}",
                ["Rpc"] = new JsonArray(Relay.Url.ToString()),
                ["Facilitator"] = new JsonObject { ["Local"] = new JsonObject { ["SignerKeyFile"] = "signer.key" } },
                ["Description"] = "A page",
                ["Store"] = store,
                // A chain that makes four blocks a second runs ahead of the clock, since its blocks' times differ by a second each.
                ["MaxTimeoutSeconds"] = 3600,
                ["Deferred"] = new JsonObject { ["PerPayer"] = Dollars(DeferredPerPayer), ["Total"] = Dollars(DeferredTotal), ["SettleAfterSeconds"] = 1 },
                ["Policies"] = new JsonObject(Flows.Select(flow => KeyValuePair.Create(flow, (JsonNode?)new JsonObject { ["Flow"] = flow, ["Price"] = Dollars((long)PriceOf(flow)) }))),
                ["Verification"] = new JsonObject { ["IpRanges"] = new JsonObject { ["Enabled"] = false } },
            },
            ["ReverseProxy"] = new JsonObject
            {
                ["Routes"] = routes,
                ["Clusters"] = new JsonObject { ["site"] = new JsonObject { ["Destinations"] = new JsonObject { ["one"] = new JsonObject { ["Address"] = Origin.Url.ToString() } } } },
            },
        };
        var config = Path.Combine(Folder, $"gateway{index}.json");
        File.WriteAllText(config, root.ToJsonString());
        return config;
    }

    /// <summary>Switches between a block for each transaction at once and a block every quarter of a second.</summary>
    public async Task SetSlowBlocksAsync(bool isSlow)
    {
        _isSlow = isSlow;
        await Chain.SetAutomineAsync(!isSlow);
        if (!isSlow)
            await Chain.MineAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _mining.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Origin is not null)
            await Origin.DisposeAsync();
        if (Relay is not null)
            await Relay.DisposeAsync();
        await Chain.DisposeAsync();
        _settler.Dispose();
        _stop.Dispose();
    }

    private static JsonObject Route(string path, string? policy)
    {
        var route = new JsonObject { ["ClusterId"] = "site", ["Match"] = new JsonObject { ["Path"] = path } };
        if (policy is not null)
            route["Metadata"] = new JsonObject { ["CrawlGate.Policy"] = policy };
        return route;
    }

    private static string Dollars(long micros) => "$" + (micros / 1_000_000m).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task MineAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(BlockTime, _stop.Token);
            if (_isSlow)
                await Chain.MineAsync();
        }
    }
}
