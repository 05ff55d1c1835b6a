using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrawlGate.DevChain;

/// <summary>
/// A real Ethereum node on a free loopback port with a chain of its own, in memory. It starts in a tenth of a second, so a test
/// that moves time or stops blocks takes its own instead of disturbing a shared one.
/// </summary>
public sealed partial class Anvil : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;

    private Anvil(ChildProcess process, Uri rpcUrl, ulong chainId)
    {
        _process = process;
        RpcUrl = rpcUrl;
        ChainId = chainId;
        Rpc = new JsonRpc(rpcUrl);
    }

    /// <summary>Where the node answers JSON-RPC.</summary>
    public Uri RpcUrl { get; }

    /// <summary>The chain id.</summary>
    public ulong ChainId { get; }

    /// <summary>The chain as CAIP-2, like <c>eip155:84532</c>.</summary>
    public string Network => "eip155:" + ChainId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Direct access to the node.</summary>
    public JsonRpc Rpc { get; }

    /// <summary>Starts a node; installs its npm package first if need be.</summary>
    /// <exception cref="InvalidOperationException">npm or the node could not be run; the message says why.</exception>
    public static async Task<Anvil> StartAsync(AnvilOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new AnvilOptions();
        var start = new ProcessStartInfo(await FindBinaryAsync(), Arguments(options));
        var (process, address) = await ChildProcess.StartAsync(start, "Listening on ", StartTimeout, cancellationToken);
        var chain = new Anvil(process, new Uri($"http://{address}/"), options.ChainId);
        try
        {
            // Its log would grow with every call of a benchmark.
            await chain.RequestAsync("anvil_setLoggingEnabled", [false], cancellationToken);
            return chain;
        }
        catch
        {
            await chain.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls a method of the node.</summary>
    public Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default) =>
        Rpc.RequestAsync(method, parameters, cancellationToken);

    /// <summary>Ends the node and forgets its chain.</summary>
    public async ValueTask DisposeAsync()
    {
        Rpc.Dispose();
        await _process.DisposeAsync();
    }

    private static List<string> Arguments(AnvilOptions options)
    {
        List<string> arguments = ["--host", "127.0.0.1", "--port", "0", "--color", "never"];
        arguments.AddRange(["--chain-id", options.ChainId.ToString(CultureInfo.InvariantCulture)]);
        if (options.BlockTimeSeconds is { } seconds)
            arguments.AddRange(["--block-time", seconds.ToString(CultureInfo.InvariantCulture)]);
        if (!options.Mines)
            arguments.Add("--no-mining");
        return arguments;
    }

    // The package's own launcher is a Node program that would stand between us and the process to end.
    private static async Task<string> FindBinaryAsync()
    {
        var system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        var binary = Path.Combine(
            await NodePackages.EnsureAsync("chain"), "node_modules", "@foundry-rs", $"anvil-{system}-{processor}", "bin",
            OperatingSystem.IsWindows() ? "anvil.exe" : "anvil");
        return File.Exists(binary) ? binary : throw new InvalidOperationException($"The anvil package has no binary for {system}-{processor}.");
    }
}
