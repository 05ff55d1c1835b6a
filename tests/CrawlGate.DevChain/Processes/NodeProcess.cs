using System.Diagnostics;
using System.Globalization;

namespace CrawlGate.DevChain;

/// <summary>A Node program below <c>tests/npm</c> that serves HTTP on a free loopback port until it is disposed.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;

    private NodeProcess(ChildProcess process, int port) => (_process, Port) = (process, port);

    /// <summary>The port it announced with its <c>listening</c> line.</summary>
    public int Port { get; }

    /// <summary>Its root URL.</summary>
    public Uri Url => new($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}/");

    /// <summary>Everything it wrote so far, to explain a failed test.</summary>
    public string Output => _process.Output;

    /// <summary>Starts a server script, such as <c>x402/facilitator.mjs</c>, and waits for its line <c>listening PORT</c>.</summary>
    /// <exception cref="InvalidOperationException">It did not get that far; the message holds its output.</exception>
    public static async Task<NodeProcess> StartAsync(
        string script, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken = default)
    {
        var start = await PrepareAsync(script, environment);
        var (process, line) = await ChildProcess.StartAsync(start, "listening ", StartTimeout, cancellationToken);
        return new NodeProcess(process, int.Parse(line, CultureInfo.InvariantCulture));
    }

    /// <summary>Runs a script to its end and answers what it printed.</summary>
    /// <exception cref="InvalidOperationException">It ended with an error; the message holds its output.</exception>
    public static async Task<string> RunAsync(
        string script, IReadOnlyDictionary<string, string> environment, string input = "", CancellationToken cancellationToken = default) =>
        await ChildProcess.RunAsync(await PrepareAsync(script, environment), input, cancellationToken);

    /// <summary>Ends the program.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    internal static async Task<ProcessStartInfo> PrepareAsync(
        string script, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments)
    {
        var folder = await NodePackages.EnsureAsync(script.Split('/')[0]);
        var path = Path.Combine(Path.GetDirectoryName(folder)!, script);
        var start = new ProcessStartInfo("node", [path, .. arguments]) { WorkingDirectory = folder };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }
}
