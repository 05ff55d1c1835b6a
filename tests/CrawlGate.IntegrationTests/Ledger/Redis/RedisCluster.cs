using System.Globalization;

namespace CrawlGate.IntegrationTests;

/// <summary>A real Redis Cluster of three nodes on loopback, without replicas; killed at the end.</summary>
public sealed class RedisCluster : IAsyncLifetime
{
    private const int Slots = 16384;
    private readonly List<RedisServer> _nodes = [];

    /// <summary>For clients: one node is enough, it names the others.</summary>
    public string Address => _nodes[0].Address;

    public int Nodes => _nodes.Count;

    public async Task InitializeAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            _nodes.Add(await RedisServer.StartAsync(
                "--appendonly", "yes", "--appendfsync", "always", "--cluster-enabled", "yes", "--cluster-node-timeout", "5000",
                "--cluster-port", RedisServer.FreePort().ToString(CultureInfo.InvariantCulture)));
        }

        await RedisServer.RunCliAsync(["--cluster", "create", .. _nodes.Select(node => node.Address), "--cluster-yes"]);
        foreach (var node in _nodes)
            await UntilReadyAsync(node);
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    /// <summary>A new prefix whose slot belongs to a node; the nodes hold equal parts in their order.</summary>
    public async Task<string> PrefixOnAsync(int node)
    {
        while (true)
        {
            var prefix = $"site-{Guid.NewGuid():N}";
            var slot = int.Parse(await _nodes[0].RunAsync("cluster", "keyslot", prefix), CultureInfo.InvariantCulture);
            if (slot * Nodes / Slots == node)
                return prefix;
        }
    }

    /// <summary>How many keys a node holds.</summary>
    public async Task<int> CountKeysAsync(int node) => int.Parse(await _nodes[node].RunAsync("dbsize"), CultureInfo.InvariantCulture);

    private static async Task UntilReadyAsync(RedisServer node)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            var info = await node.RunAsync("cluster", "info");
            if (info.Contains("cluster_state:ok", StringComparison.Ordinal) && info.Contains("cluster_known_nodes:3", StringComparison.Ordinal))
                return;
            await Task.Delay(100);
        }

        throw new InvalidOperationException("The Redis Cluster did not become ready within 20 seconds.");
    }
}
