using System.Diagnostics;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.Benchmarks;

/// <summary>
/// Paid pages a second through the gateway in the deferred flow, its settlements going on in the background, beside the reference
/// server on the same chain. Ends only when as many payments are settled on the chain as pages were served.
/// </summary>
internal sealed class DeferredSuite
{
    private const int Payers = 8;
    private const int Price = 1000;
    private const int ReferenceConnections = 16;
    private const int MostReferencePages = 1500;
    private const int WarmUpPages = 1200;
    private const int WarmUpBursts = 5;

    private const string ByGateway = "paid pages through the gateway, deferred";
    private const string ByReference = "paid pages by @x402/express 2.27.0";

    private static readonly DevAccount Payee = DevAccount.All[2];
    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LateSettlements = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReferenceWarmUp = TimeSpan.FromSeconds(4);

    private readonly BenchSettings _settings;
    private readonly string[] _payers = BenchPayers.Keys(Payers);
    private readonly Dictionary<string, Series> _series = [];

    private DeferredSuite(BenchSettings settings) => _settings = settings;

    private int Pages => _settings.Quick ? 2000 : 20_000;

    private TimeSpan ReferenceTime => TimeSpan.FromSeconds(_settings.Quick ? 3 : 6);

    public static async Task<Section> RunAsync(BenchSettings settings)
    {
        var machine = await MachineFacts.ReadAsync();
        var suite = new DeferredSuite(settings);
        await using var origin = await PinnedServer.StartUnpinnedAsync("origin");
        var node = "";
        for (var round = 0; round < settings.Repeats; round++)
            node = await suite.RunRoundAsync(origin.Url, round);
        return new Section(
            "deferred", machine, suite.Notes(node),
            [Figure.Ratio("paid pages deferred / @x402/express", suite._series[ByGateway], suite._series[ByReference], atLeast: true, 50)],
            [.. suite._series.Values]);
    }

    private async Task<string> RunRoundAsync(Uri origin, int round)
    {
        var folder = RepositoryRoot.Combine("artifacts", $"bench-deferred{round}");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        try
        {
            await using var chain = await Anvil.StartAsync();
            var usdc = await chain.InstallUsdcAsync();
            await chain.InstallMulticall3Async();
            await BenchPayers.FundAsync(chain, usdc, _payers);

            // The reference first: on a young chain a block of its own for every payment costs the node little.
            await using (var reference = await ReferenceServer.StartAsync(chain, DevAccount.All[8], DevAccount.All[7]))
                await BuyFromReferenceAsync(reference.Page);
            await using (var gateway = await ShippedGateway.StartAsync(GatewayFile.WriteDeferred(folder, origin, chain.RpcUrl, DevAccount.All[1])))
                await BuyFromGatewayAsync(chain, usdc, new Uri(gateway.Url, "posts/tides"));
            return (await chain.RequestAsync("web3_clientVersion", [])).GetString()!;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task BuyFromReferenceAsync(Uri page)
    {
        var payments = await PaymentFiles.EnsureAsync(page, [MostReferencePages, MostReferencePages], "bench-payments-reference", _payers);
        await PageRun.BuyAsync(page, payments[0], MostReferencePages, ReferenceConnections, ReferenceWarmUp);
        var run = await PageRun.BuyAsync(page, payments[1], MostReferencePages, ReferenceConnections, ReferenceTime);
        if (run.Pages == 0)
            throw new InvalidOperationException("The reference server served nothing.");
        Keep(ByReference, "pages/s", run.PagesPerSecond);
        Keep(ByReference + ": of payments that it answered", "%", 100.0 * run.Pages / (run.Pages + run.Others));
    }

    private async Task BuyFromGatewayAsync(Anvil chain, Address usdc, Uri page)
    {
        // The ledger and the chain are new in every round, so the files are good again.
        var payments = await PaymentFiles.EnsureAsync(page, [.. Enumerable.Repeat(WarmUpPages, WarmUpBursts), Pages], "bench-payments-deferred", _payers);
        // Compiling the code that is hot for good takes longer than serving does, and happens in the rests.
        foreach (var burst in payments.Take(WarmUpBursts))
            await BuyAsync(chain, usdc, page, burst, WarmUpPages);
        var (run, meanwhile, seconds) = await BuyAsync(chain, usdc, page, payments[^1], Pages);
        Keep(ByGateway, "pages/s", run.PagesPerSecond);
        Keep("latency through the gateway, median", "ms", run.P50);
        Keep("latency through the gateway, 99 %", "ms", run.P99);
        Keep("settled on the chain before the last page", "payments", meanwhile);
        Keep("from the first request until all is settled on the chain", "s", seconds);
        Keep("pages served and settled in that time", "pages/s", Pages / seconds);
    }

    /// <summary>Buys a page with every payment of a file and then waits for the money, to the last unit.</summary>
    private async Task<(PageRun Run, long SettledMeanwhile, double Seconds)> BuyAsync(Anvil chain, Address usdc, Uri page, string payments, int pages)
    {
        var before = await BalanceAsync();
        var clock = Stopwatch.StartNew();
        var run = await PageRun.BuyAsync(page, payments, pages, _settings.Connections, RunLimit);
        var meanwhile = await BalanceAsync() - before;
        if (run.Pages != pages)
            throw new InvalidOperationException($"The gateway served {run.Pages} pages for {run.Sent} payments; {run.Others} answers were no pages.");

        var (settled, waited) = (meanwhile, Stopwatch.StartNew());
        for (; settled != pages && waited.Elapsed < SettleLimit; settled = await BalanceAsync() - before)
            await Task.Delay(20);
        var seconds = clock.Elapsed.TotalSeconds;
        await Task.Delay(LateSettlements);
        settled = await BalanceAsync() - before;
        Console.WriteLine($"   {pages} pages in {run.Seconds:0.0} s, {meanwhile} of them settled then, {settled} in {seconds:0.0} s");
        return settled == pages ? (run, meanwhile, seconds) : throw new InvalidOperationException($"{pages} pages were served and {settled} payments settled.");

        async Task<long> BalanceAsync() => (long)(await chain.BalanceOfAsync(usdc, Payee.Address)).ToBigInteger() / Price;
    }

    private void Keep(string name, string unit, double value)
    {
        Console.WriteLine($"   {name}: {Figure.Format(value)} {unit}");
        _series[name] = new Series(name, unit, [.. _series.TryGetValue(name, out var known) ? known.Values : [], value]);
    }

    private string[] Notes(string node) =>
    [
        $"The gateway as it is built, {ShippedGateway.CollectorText()}, with Store sqlite, Flow deferred, one signer and logging as shipped, before a Kestrel site with a page of 1 KiB. Payments of {Payers} payers, signed beforehand, each sent once by wrk with one thread and {_settings.Connections} connections: {Pages} pages a run after {WarmUpBursts} bursts of {WarmUpPages} to warm up, with a rest of two seconds after each, by the clock from the first request to the last page. The gateway settles in batches in the background while it serves. Everything, the chain included, runs on the same cores; nothing is bound to one.",
        "After every run the benchmark waits until the payee has exactly the price of every page that was served, and looks again two seconds later; anything else fails it.",
        $"The reference: @x402/express 2.27.0 with the reference facilitator 2.27.0 on Node, asked by the same load generator with {ReferenceConnections} connections for {ReferenceTime.TotalSeconds:0} s after {ReferenceWarmUp.TotalSeconds:0} s to warm up. Only answers with a page count; it fails payments that it settles at the same time.",
        $"Every round has a new chain ({node}, a block for every transaction at once), a new ledger and new processes. The node hashes its whole state for every block, so the reference, with a block for each payment, has the chain while it is young.",
    ];
}
