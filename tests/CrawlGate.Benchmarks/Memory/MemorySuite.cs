using CrawlGate.Client;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.Benchmarks;

/// <summary>What a long paid response adds to the resident memory of a gateway as it ships, settling on a real node.</summary>
internal static class MemorySuite
{
    private const long Length = 256L << 20;
    private const long WarmupLength = 64L << 10;
    private const int WarmupRequests = 5;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);
    private static readonly UInt256 PocketMoney = 5_000_000;

    public static async Task<Section> RunAsync(BenchSettings settings)
    {
        var machine = await MachineFacts.ReadAsync();
        var folder = Directory.CreateTempSubdirectory("crawlgate-bench-").FullName;
        try
        {
            await using var chain = await Anvil.StartAsync();
            await chain.MintAsync(await chain.InstallUsdcAsync(), DevAccount.All[0].Address, PocketMoney);
            await using var origin = await PinnedServer.StartAsync(Environment.ProcessorCount - 1, "origin");
            var config = GatewayFile.WriteLocal(folder, origin.Url, chain.RpcUrl, DevAccount.All[1]);

            var runs = new List<(double Before, double Peak, double After)>();
            for (var i = 0; i < settings.Repeats; i++)
                runs.Add(await MeasureAsync(config));
            return Describe(machine, runs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Before, double Peak, double After)> MeasureAsync(string config)
    {
        await using var gateway = await ShippedGateway.StartAsync(config);
        using var signer = PrivateKeySigner.FromHex(DevAccount.All[0].PrivateKey);
        using var http = new HttpClient(new PaymentHandler(new PaymentOptions { Signer = signer, MaxPerRequest = 0.01m }));
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", Visitors.Crawler);
        for (var i = 0; i < WarmupRequests; i++)
            await BuyAsync(http, gateway.Url, WarmupLength);
        await Task.Delay(Rest);

        var memory = new ProcessMemory(gateway.ProcessId);
        var before = memory.Resident;
        memory.ResetPeak();
        await BuyAsync(http, gateway.Url, Length);
        var (peak, after) = (memory.Peak, memory.Resident);
        Console.WriteLine($"   resident {before:0.0} MiB before, {peak:0.0} at most, {after:0.0} after");
        return (before, peak, after);
    }

    private static async Task BuyAsync(HttpClient http, Uri gateway, long length)
    {
        using var response = await http.GetAsync(new Uri(gateway, $"bytes/{length}"), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        if (response.GetPayment()?.Transaction is null)
            throw new InvalidOperationException("The response was not paid for.");

        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        var received = 0L;
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
            received += read;
        if (received != length)
            throw new InvalidOperationException($"{received} of {length} bytes arrived.");
    }

    private static Section Describe(MachineFacts machine, List<(double Before, double Peak, double After)> runs)
    {
        var added = new Series("added at most", "MiB", [.. runs.Select(run => run.Peak - run.Before)]);
        return new Section(
            "memory",
            machine,
            [
                $"The gateway as it is built, both cores, {ShippedGateway.CollectorText()}, settling on anvil; a new process for each run.",
                $"{WarmupRequests} paid responses of {WarmupLength >> 10} KiB to warm up, {Rest.TotalSeconds:0} s of rest, then one paid response of {Length >> 20} MiB to a client that reads as fast as it can.",
                "Added at most: the peak of resident memory (VmHWM, reset before) minus the resident memory before (VmRSS).",
            ],
            [new Figure("memory added by a paid 256 MiB response", added.Median, "MiB", AtLeast: false, 8)],
            [
                added,
                new Series("resident before", "MiB", [.. runs.Select(run => run.Before)]),
                new Series("resident at most", "MiB", [.. runs.Select(run => run.Peak)]),
                new Series("resident after", "MiB", [.. runs.Select(run => run.After)]),
            ]);
    }
}
