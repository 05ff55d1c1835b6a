using System.Diagnostics;
using System.Text.Json;
using CrawlGate.DevChain;

namespace CrawlGate.Benchmarks;

/// <summary>The gateway as it is built, on all cores, in a process of its own.</summary>
internal sealed class ShippedGateway : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly ChildProcess _process;

    private ShippedGateway(ChildProcess process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public int ProcessId => _process.Id;

    private static string Program => RepositoryRoot.Combine("src", "CrawlGate.Gateway", "bin", "Release", "net10.0", "CrawlGate.Gateway.dll");

    /// <summary>Starts it and waits until it takes payments.</summary>
    public static async Task<ShippedGateway> StartAsync(string config)
    {
        var start = new ProcessStartInfo("dotnet", [Program, "--config", config, "--urls", "http://127.0.0.1:0"]);
        var (process, line) = await ChildProcess.StartAsync(start, "Now listening on: ", StartLimit, CancellationToken.None);
        var gateway = new ShippedGateway(process, new Uri(line));
        await Readiness.WaitAsync(gateway.Url);
        return gateway;
    }

    /// <summary>What its runtime configuration says about the garbage collector.</summary>
    public static string CollectorText()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(Program, ".runtimeconfig.json")));
        var settings = document.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties").EnumerateObject()
            .Where(property => property.Name.StartsWith("System.GC.", StringComparison.Ordinal))
            .Select(property => $"{property.Name}={property.Value}");
        return string.Join(", ", settings.DefaultIfEmpty("System.GC defaults"));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
