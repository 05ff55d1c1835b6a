using System.Diagnostics;
using System.Globalization;
using CrawlGate.DevChain;

namespace CrawlGate.Benchmarks;

/// <summary>A server process that runs on one core only, from its first instruction on.</summary>
internal sealed class PinnedServer(ChildProcess process, Uri url) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    // USER_HZ, the unit of times in /proc/PID/stat, is 100 on every Linux.
    private const double SecondsPerTick = 0.01;
    private const int UserTicks = 11;
    private const int SystemTicks = 12;

    public Uri Url => url;

    /// <summary>The processor time the server has used so far, in seconds: what it cost, whoever else the machine was busy with.</summary>
    public double CpuSeconds
    {
        get
        {
            // The second field is the program's name in parentheses, which may hold spaces.
            var stat = File.ReadAllText($"/proc/{process.Id.ToString(CultureInfo.InvariantCulture)}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(fields[UserTicks], CultureInfo.InvariantCulture) + long.Parse(fields[SystemTicks], CultureInfo.InvariantCulture)) * SecondsPerTick;
        }
    }

    /// <summary>Starts this program as one of its servers.</summary>
    public static Task<PinnedServer> StartAsync(int core, string mode, params string[] arguments) =>
        StartAsync($"{core}", mode, arguments);

    /// <summary>Starts this program as one of its servers, on all cores.</summary>
    public static Task<PinnedServer> StartUnpinnedAsync(string mode, params string[] arguments) =>
        StartAsync($"0-{Environment.ProcessorCount - 1}", mode, arguments);

    private static async Task<PinnedServer> StartAsync(string cores, string mode, string[] arguments)
    {
        var start = Pinned(cores, "dotnet", [typeof(PinnedServer).Assembly.Location, mode, .. arguments, "--urls", "http://127.0.0.1:0"]);
        // The gateway ships with this collector; on one core the runtime turns it into the workstation's.
        start.Environment["DOTNET_gcServer"] = "1";
        // With one core the runtime waits ten times as long for a quiet moment before it compiles hot methods properly, and starts
        // waiting anew each time; under load that moment does not come. This is about when the final code is there, not what it is.
        start.Environment["DOTNET_TC_DelaySingleProcMultiplier"] = "1";
        var (process, line) = await ChildProcess.StartAsync(start, "Now listening on: ", StartLimit, CancellationToken.None);
        return new PinnedServer(process, new Uri(line));
    }

    /// <summary>Starts a script of <c>tests/npm</c>.</summary>
    public static async Task<PinnedServer> StartNodeAsync(int core, string folder, string script, string payTo)
    {
        var packages = await NodePackages.EnsureAsync(folder);
        var start = Pinned(core, "node", [script]);
        start.WorkingDirectory = packages;
        start.Environment["PAY_TO"] = payTo;
        start.Environment["NODE_ENV"] = "production";
        var (process, line) = await ChildProcess.StartAsync(start, "listening ", StartLimit, CancellationToken.None);
        return new PinnedServer(process, new Uri($"http://127.0.0.1:{line}/"));
    }

    /// <summary>A program bound to a core; <c>taskset</c> becomes the program, so its process id is the program's.</summary>
    public static ProcessStartInfo Pinned(int core, string program, IEnumerable<string> arguments) => Pinned($"{core}", program, arguments);

    private static ProcessStartInfo Pinned(string cores, string program, IEnumerable<string> arguments) => new("taskset", ["-c", cores, program, .. arguments]);

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
