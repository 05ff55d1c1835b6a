using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CrawlGate.DevChain;

namespace CrawlGate.Benchmarks;

/// <summary>A redis-server on a free loopback port that writes its log of commands to the disk every second, as most are run.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly ChildProcess _process;

    private RedisProcess(ChildProcess process, string address) => (_process, Address) = (process, address);

    /// <summary>For clients.</summary>
    public string Address { get; }

    public static async Task<RedisProcess> StartAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var port = FreePort().ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(
            "redis-server", ["--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", "everysec"]);
        var (process, _) = await ChildProcess.StartAsync(start, "Ready to accept connections", StartLimit, CancellationToken.None);
        return new RedisProcess(process, $"127.0.0.1:{port}");
    }

    /// <summary>Its version in words.</summary>
    public static async Task<string> VersionAsync()
    {
        var words = await ChildProcess.RunAsync(new ProcessStartInfo("redis-server", ["--version"]), "", CancellationToken.None);
        return words.Split(' ').First(word => word.StartsWith("v=", StringComparison.Ordinal))[2..];
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
