using System.Diagnostics;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;

namespace CrawlGate.IntegrationTests;

/// <summary>The gateway as operators run it: a process of its own, in the folder of its configuration.</summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process;

    private GatewayProcess(ChildProcess process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <summary>Everything it logged so far.</summary>
    public string Output => _process.Output;

    /// <summary>Starts it on a free loopback port and waits until it is ready.</summary>
    public static async Task<GatewayProcess> StartAsync(string folder, JsonObject settings)
    {
        var config = TestGateway.WriteConfiguration(folder, settings);
        var program = Path.Combine(AppContext.BaseDirectory, "CrawlGate.Gateway.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--config", config, "--urls", "http://127.0.0.1:0"]);
        var (process, line) = await ChildProcess.StartAsync(start, "Now listening on: ", StartLimit, CancellationToken.None);
        var gateway = new GatewayProcess(process, new Uri(line.Trim()));
        try
        {
            await gateway.WaitUntilReadyAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Url };
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            using var response = await http.GetAsync("readyz");
            if (response.IsSuccessStatusCode)
                return;
            if (waited.Elapsed > StartLimit)
                throw new TimeoutException(await response.Content.ReadAsStringAsync() + Output);
        }
    }
}
