using System.Diagnostics;
using CrawlGate.DevChain;

namespace CrawlGate.Benchmarks;

/// <summary>Requests per second of the gateway beside bare YARP, a fixed answer, the reference middleware and itself.</summary>
internal static class ServersSuite
{
    private const int ServerCore = 0;
    private const int LoadCore = 1;
    private const string Page = "posts/tides";

    private static readonly Figure[] None = [];

    // More than one core can verify; a run that needed more would fail, not repeat payments.
    private const int MostPaidRequestsPerSecond = 16_000;

    public static async Task<Section> RunAsync(BenchSettings settings)
    {
        var machine = await MachineFacts.ReadAsync();
        var contest = new Contest(new Wrk(ServerCore, LoadCore, settings.Connections), settings);
        var folder = Directory.CreateTempSubdirectory("crawlgate-bench-").FullName;
        // This process reads the servers' logs, which is no work for the server's core.
        await BindThisProcessAsync(LoadCore, LoadCore);
        try
        {
            await using var origin = await PinnedServer.StartAsync(LoadCore, "origin");
            var config = GatewayFile.WriteRemote(folder, origin.Url);
            Figure[] figures =
            [
                .. settings.Runs("free") ? [await FreeAsync(contest, origin, config)] : None,
                .. settings.Runs("quotes") ? await QuotesAsync(contest, config, Path.Combine(folder, "402.json")) : None,
                .. settings.Runs("paid") ? [await PaidAsync(contest, config, settings)] : None,
            ];
            return new Section("servers", machine, Notes(settings), figures, contest.Series);
        }
        finally
        {
            await BindThisProcessAsync(0, Environment.ProcessorCount - 1);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task BindThisProcessAsync(int first, int last) => ChildProcess.RunAsync(
        new ProcessStartInfo("taskset", ["-a", "-c", "-p", $"{first}-{last}", $"{Environment.ProcessId}"]), "", CancellationToken.None);

    private static async Task<Figure> FreeAsync(Contest contest, PinnedServer origin, string config)
    {
        await using var gateway = await StartGatewayAsync("gateway", config);
        await using var yarp = await PinnedServer.StartAsync(ServerCore, "bare-yarp", "--origin", origin.Url.AbsoluteUri);
        var rates = await contest.RunAsync(
            new Contestant("free page through the gateway", gateway, Page, Visitors.Browser, 200),
            new Contestant("free page through bare YARP", yarp, Page, Visitors.Browser, 200));
        return Figure.Ratio("free pass-through / bare YARP", rates[0], rates[1], atLeast: true, 0.95);
    }

    private static async Task<Figure[]> QuotesAsync(Contest contest, string config, string answerFile)
    {
        await using var gateway = await StartGatewayAsync("gateway", config);
        var answer = await CannedAnswer.CaptureAsync(new Uri(gateway.Url, Page));
        answer.Write(answerFile);
        await using var constant = await PinnedServer.StartAsync(ServerCore, "fixed-402", "--answer", answerFile);
        if (answer.Status != 402 || !answer.IsSame(await CannedAnswer.CaptureAsync(new Uri(constant.Url, Page))))
            throw new InvalidOperationException("The fixed answer differs from the gateway's quote.");

        await using var hono = await PinnedServer.StartNodeAsync(ServerCore, "x402", "hono-402.mjs", DevAccount.All[2].Address.ToString());
        var rates = await contest.RunAsync(
            new Contestant("402 quote by the gateway", gateway, Page, Visitors.Crawler, 402),
            new Contestant("402 with the same fixed bytes by Kestrel", constant, Page, Visitors.Crawler, 402),
            new Contestant("402 quote by @x402/hono 2.27.0", hono, "paid", Visitors.Crawler, 402));
        return
        [
            Figure.Ratio("402 quote / fixed bytes", rates[0], rates[1], atLeast: true, 0.85),
            Figure.Ratio("402 quote / @x402/hono", rates[0], rates[2], atLeast: true, 5),
        ];
    }

    private static async Task<Figure> PaidAsync(Contest contest, string config, BenchSettings settings)
    {
        await using var gateway = await StartGatewayAsync("paid-stub", config);
        int[] counts =
        [
            .. Enumerable.Repeat(MostPaidRequestsPerSecond * settings.BurstSeconds, settings.WarmupBursts),
            .. Enumerable.Repeat(MostPaidRequestsPerSecond * settings.Seconds, settings.Rounds),
        ];
        var payments = await PaymentFiles.EnsureAsync(new Uri(gateway.Url, Page), counts);
        var rates = await contest.RunAsync(
            new Contestant("paid page, settlement stubbed", gateway, Page, Visitors.Crawler, 200) { Payments = payments },
            new Contestant("free page through the same host", gateway, Page, Visitors.Browser, 200));
        return Figure.Ratio("paid page / free page", rates[0], rates[1], atLeast: true, 0.38);
    }

    private static async Task<PinnedServer> StartGatewayAsync(string mode, string config)
    {
        var gateway = await PinnedServer.StartAsync(ServerCore, mode, "--config", config);
        await Readiness.WaitAsync(gateway.Url);
        return gateway;
    }

    private static string[] Notes(BenchSettings settings) =>
    [
        $"Core {ServerCore} runs the server under test and nothing else of ours; core {LoadCore} runs wrk with one thread and {settings.Connections} connections, whoever reads the logs, and the origin, a Kestrel site with a page of 1 KiB. Every server of a comparison sees this same arrangement.",
        $"{settings.WarmupBursts} bursts of {settings.BurstSeconds} s with two seconds of rest after each to warm up, then {settings.Rounds} rounds of {settings.Seconds} s each, the contestants in turn and each round beginning with another. A run with any other status than expected fails the benchmark.",
        "What is measured is the final code: the runtime is told not to put off its tiered compilation because it has one core only (DOTNET_TC_DelaySingleProcMultiplier=1, all .NET servers), and the processor time of every warm-up burst is listed to show where it stops falling.",
        "Processor time a request is the server process's own, user and system; it hardly depends on what else the machine does.",
        "All .NET servers run in Release builds with the garbage collector that the gateway ships with, the same Kestrel limits and the same console logging. Bare YARP has the gateway's route, cluster and transform.",
        "The fixed answer is the gateway's own quote, prepared at start and checked to be equal in status, headers and body.",
        "Paid requests: each carries another payment of one payer, as a crawler sends them, signed beforehand; the gate decodes, matches, verifies the signature, claims in memory, proxies and writes the receipt, with the logging as shipped. Asking the chain and settling are replaced by a facilitator that answers at once, for this figure only.",
    ];
}
