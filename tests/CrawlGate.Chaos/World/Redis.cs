using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CrawlGate.DevChain;

namespace CrawlGate.Chaos;

/// <summary>A Redis that has on disk what it answered, and can be killed and started again on the same data.</summary>
internal sealed class Redis : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly string _folder;
    private readonly int _port = FreePort();
    private ChildProcess? _process;

    private Redis(string folder) => _folder = folder;

    /// <summary>What the gateway's configuration says.</summary>
    public string Store => string.Create(CultureInfo.InvariantCulture, $"redis:127.0.0.1:{_port}");

    public static async Task<Redis> StartAsync(string folder)
    {
        var redis = new Redis(Directory.CreateDirectory(folder).FullName);
        await redis.StartAsync();
        return redis;
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("redis-server", [
            "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always"]);
        for (var tries = 1; ; tries++)
        {
            try
            {
                (_process, _) = await ChildProcess.StartAsync(start, "Ready to accept connections", StartLimit, CancellationToken.None);
                return;
            }
            catch (InvalidOperationException) when (tries < 10)
            {
                // Somebody's connection may hold the port for a moment.
                await Task.Delay(300);
            }
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
            await process.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
