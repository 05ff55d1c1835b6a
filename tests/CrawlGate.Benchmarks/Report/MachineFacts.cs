using System.Diagnostics;
using System.Runtime.InteropServices;
using CrawlGate.DevChain;

namespace CrawlGate.Benchmarks;

/// <summary>Where and when something was measured.</summary>
internal sealed record MachineFacts
{
    public required string Date { get; init; }

    public required string Cpu { get; init; }

    public required int Cores { get; init; }

    public required string OperatingSystem { get; init; }

    public required string DotNet { get; init; }

    public required string Wrk { get; init; }

    public required string Node { get; init; }

    public required string Commit { get; init; }

    /// <summary>The system's load average of one minute at the start: more than a little says that the machine was not quiet.</summary>
    public required string LoadAverage { get; init; }

    public static async Task<MachineFacts> ReadAsync() => new()
    {
        Date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'"),
        Cpu = Line("/proc/cpuinfo", "model name"),
        Cores = Environment.ProcessorCount,
        OperatingSystem = $"{Line("/etc/os-release", "PRETTY_NAME").Trim('"')}, kernel {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}",
        DotNet = $"{RuntimeInformation.FrameworkDescription} {RuntimeInformation.RuntimeIdentifier}",
        Wrk = (await ShellAsync("wrk -v 2>&1 | head -1")).Split(" Copyright")[0],
        Node = await ShellAsync("node --version"),
        Commit = await ShellAsync("git -C \"$0\" describe --always --dirty --exclude '*' 2>/dev/null || echo none"),
        LoadAverage = File.ReadAllText("/proc/loadavg").Split(' ')[0],
    };

    private static string Line(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split([':', '='], 2)[1].Trim() ?? "unknown";

    private static async Task<string> ShellAsync(string command) =>
        (await ChildProcess.RunAsync(new ProcessStartInfo("/bin/sh", ["-c", command, RepositoryRoot.Path]), "", CancellationToken.None)).Trim();
}
