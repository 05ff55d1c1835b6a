using System.Text.Json;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace CrawlGate.Benchmarks;

/// <summary>What BenchmarkDotNet found for one function.</summary>
/// <param name="Name">The benchmark method.</param>
/// <param name="Nanoseconds">The median time of one call.</param>
/// <param name="Bytes">What one call allocates.</param>
internal sealed record FunctionTime(string Name, double Nanoseconds, double Bytes);

/// <summary>
/// Runs the benchmarks once, in this process: which secp256k1 is used is decided at the start of a process, so every variant and
/// every repeat is a process of its own.
/// </summary>
internal static class FunctionRun
{
    public static int Run(string output, string[] options)
    {
        var quick = options.Contains("--quick");
        var job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(quick ? 1 : 8)
            .WithIterationCount(quick ? 3 : 12)
            .WithIterationTime(TimeInterval.FromMilliseconds(quick ? 20 : 100));
        var config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Path.Combine(Path.GetDirectoryName(output)!, "BenchmarkDotNet.Artifacts"));

        Type[] classes = options.Contains("--verification")
            ? [typeof(VerificationBenchmarks)]
            : [typeof(VerificationBenchmarks), typeof(GateBenchmarks), typeof(ClassificationBenchmarks), typeof(UserAgentBenchmarks), typeof(SignatureBenchmarks)];
        var reports = BenchmarkRunner.Run(classes, config).SelectMany(summary => summary.Reports).ToArray();
        if (reports.Length == 0 || reports.Any(report => report.ResultStatistics is null))
            return 1;

        var times = reports.Select(report => new FunctionTime(
            report.BenchmarkCase.Descriptor.WorkloadMethod.Name,
            report.ResultStatistics!.Median,
            report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0));
        File.WriteAllText(output, JsonSerializer.Serialize(times));
        return 0;
    }
}
