using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CrawlGate.DevChain;

namespace CrawlGate.IntegrationTests;

/// <summary>A real Redis of these tests' own on loopback, that keeps every write; killed at the end.</summary>
public sealed class RedisServer : IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("crawlgate-redis-").FullName;
    private readonly string[] _options;
    private ChildProcess? _process;

    /// <summary>A server that loses nothing.</summary>
    public RedisServer()
        : this("--appendonly", "yes", "--appendfsync", "always")
    {
    }

    internal RedisServer(params string[] options) => _options = options;

    public int Port { get; private set; }

    /// <summary>For clients.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts it, on the same port and data when it ran before.</summary>
    public async Task StartAsync()
    {
        for (var tries = 1; ; tries++)
        {
            var port = Port == 0 ? FreePort() : Port;
            try
            {
                _process = await StartOnAsync(port);
                Port = port;
                return;
            }
            catch (InvalidOperationException) when (tries < 5)
            {
                // Somebody else was quicker to take the port, or the one that was killed has not let go of it yet.
                await Task.Delay(200);
            }
        }
    }

    /// <summary>Ends it without a chance to write anything.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
            await process.DisposeAsync();
        _process = null;
    }

    /// <summary>Stops it where it stands (STOP), or lets it go on (CONT).</summary>
    public Task SignalAsync(string signal) => _process!.SignalAsync(signal, CancellationToken.None);

    /// <summary>Runs redis-cli against it; its output.</summary>
    public Task<string> RunAsync(params string[] command) => RunCliAsync(["-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), .. command]);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    Task IAsyncLifetime.InitializeAsync() => StartAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    internal static async Task<RedisServer> StartAsync(params string[] options)
    {
        var server = new RedisServer(options);
        await server.StartAsync();
        return server;
    }

    internal static async Task<string> RunCliAsync(string[] arguments) =>
        (await ChildProcess.RunAsync(new ProcessStartInfo("redis-cli", arguments), "", CancellationToken.None)).Trim();

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<ChildProcess> StartOnAsync(int port)
    {
        string[] arguments = ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "", .. _options];
        var (process, _) = await ChildProcess.StartAsync(new ProcessStartInfo("redis-server", arguments), "Ready to accept connections", StartTimeout, CancellationToken.None);
        return process;
    }
}
