using System.Diagnostics;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.Benchmarks;

/// <summary>
/// Paid pages a second through the gateway in the deferred flow, its settlements going on in the background, beside the reference
/// server on the same chain. Ends only when as many payments are settled on the chain as pages were served.
/// </summary>
internal sealed class DeferredSuite : IAsyncDisposable
{
    private const int Payers = 8;
    private const int Price = 1000;
    private const int ReferenceConnections = 16;
    private const int MostReferencePages = 4000;

    private static readonly DevAccount Payee = DevAccount.All[2];
    private static readonly DevAccount ReferencePayee = DevAccount.All[7];
    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LateSettlements = TimeSpan.FromSeconds(2);

    private readonly BenchSettings _settings;
    private readonly Anvil _chain;
    private readonly Address _usdc;
    private readonly string[] _payers;
    private readonly PinnedServer _origin;
    private readonly ShippedGateway _gateway;
    private readonly ReferenceServer _reference;
    private readonly List<double> _shares = [];
    private readonly List<PageRun> _runs = [];
    private readonly List<double> _settledSeconds = [];
    private readonly List<double> _settledMeanwhile = [];

    private DeferredSuite(BenchSettings settings, Anvil chain, Address usdc, string[] payers, PinnedServer origin, ShippedGateway gateway, ReferenceServer reference) =>
        (_settings, _chain, _usdc, _payers, _origin, _gateway, _reference) = (settings, chain, usdc, payers, origin, gateway, reference);

    private Uri Page => new(_gateway.Url, "posts/tides");

    private int Pages => _settings.Quick ? 2000 : 20_000;

    private int Connections => _settings.Connections;

    private TimeSpan ReferenceTime => TimeSpan.FromSeconds(_settings.Quick ? 4 : 6);

    public static async Task<Section> RunAsync(BenchSettings settings)
    {
        var machine = await MachineFacts.ReadAsync();
        var folder = RepositoryRoot.Combine("artifacts", "bench-deferred");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        try
        {
            await using var chain = await Anvil.StartAsync(new AnvilOptions { KeepsPastStates = false });
            await using var suite = await StartAsync(settings, chain, folder);
            return await suite.RunAsync(machine);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reference.DisposeAsync();
        await _gateway.DisposeAsync();
        await _origin.DisposeAsync();
    }

    private static async Task<DeferredSuite> StartAsync(BenchSettings settings, Anvil chain, string folder)
    {
        var usdc = await chain.InstallUsdcAsync();
        await chain.InstallMulticall3Async();
        var payers = BenchPayers.Keys(Payers);
        await BenchPayers.FundAsync(chain, usdc, payers);
        var origin = await PinnedServer.StartUnpinnedAsync("origin");
        var gateway = await ShippedGateway.StartAsync(GatewayFile.WriteDeferred(folder, origin.Url, chain.RpcUrl, DevAccount.All[1]));
        return new DeferredSuite(settings, chain, usdc, payers, origin, gateway, await ReferenceServer.StartAsync(chain, DevAccount.All[8], ReferencePayee));
    }

    private async Task<Section> RunAsync(MachineFacts machine)
    {
        int[] rounds = [.. Enumerable.Range(0, _settings.Repeats + 1)];
        var ours = await PaymentFiles.EnsureAsync(Page, [.. rounds.Select(_ => Pages)], "bench-payments-deferred", _payers);
        var theirs = await PaymentFiles.EnsureAsync(_reference.Page, [.. rounds.Select(_ => MostReferencePages)], "bench-payments-reference", _payers);
        var rates = await Rounds.RunAsync(
            _settings.Repeats, "pages/s",
            ("paid pages through the gateway, deferred", round => BuyAsync(ours[round + 1], round)),
            ("paid pages by @x402/express 2.27.0", round => BuyFromReferenceAsync(theirs[round + 1], round)));
        return new Section(
            "deferred", machine, await NotesAsync(),
            [Figure.Ratio("paid pages deferred / @x402/express", rates[0], rates[1], atLeast: true, 50)],
            [
                .. rates,
                new Series("latency through the gateway, median", "ms", [.. _runs.Select(run => run.P50)]),
                new Series("latency through the gateway, 99 %", "ms", [.. _runs.Select(run => run.P99)]),
                new Series("settled on the chain before the last page", "payments", _settledMeanwhile),
                new Series("from the first request until all is settled on the chain", "s", _settledSeconds),
                new Series("pages by @x402/express of payments that it answered", "%", _shares),
            ]);
    }

    /// <summary>Buys a page with every payment of a file and then waits for the money, to the last unit.</summary>
    private async Task<double> BuyAsync(string payments, int round)
    {
        var before = await BalanceAsync(Payee);
        var clock = Stopwatch.StartNew();
        var run = await PageRun.BuyAsync(Page, payments, Pages, Connections, RunLimit);
        var settled = await BalanceAsync(Payee) - before;
        if (run.Pages != Pages)
            throw new InvalidOperationException($"The gateway served {run.Pages} pages for {run.Sent} payments; {run.Others} answers were no pages.");

        var waited = Stopwatch.StartNew();
        var now = settled;
        while (now != run.Pages && waited.Elapsed < SettleLimit)
        {
            await Task.Delay(10);
            now = await BalanceAsync(Payee) - before;
        }

        var seconds = clock.Elapsed.TotalSeconds;
        await Task.Delay(LateSettlements);
        now = await BalanceAsync(Payee) - before;
        Console.WriteLine($"   {run.Pages} pages in {run.Seconds:0.0} s, {settled} of them settled then, {now} in {seconds:0.0} s");
        if (now != run.Pages)
            throw new InvalidOperationException($"{run.Pages} pages were served and {now} payments settled.");
        if (round >= 0)
        {
            _runs.Add(run);
            _settledMeanwhile.Add(settled);
            _settledSeconds.Add(seconds);
        }

        return run.PagesPerSecond;
    }

    private async Task<double> BuyFromReferenceAsync(string payments, int round)
    {
        var run = await PageRun.BuyAsync(_reference.Page, payments, MostReferencePages, ReferenceConnections, ReferenceTime);
        if (run.Pages == 0)
            throw new InvalidOperationException("The reference server served nothing.");
        if (round >= 0)
            _shares.Add(100.0 * run.Pages / (run.Pages + run.Others));
        return run.PagesPerSecond;
    }

    /// <summary>What an account has been paid, in pages.</summary>
    private async Task<long> BalanceAsync(DevAccount account) => (long)(await _chain.BalanceOfAsync(_usdc, account.Address)).ToBigInteger() / Price;

    private async Task<string[]> NotesAsync() =>
    [
        $"The gateway as it is built, {ShippedGateway.CollectorText()}, with Store sqlite, Flow deferred, one signer and logging as shipped, before a Kestrel site with a page of 1 KiB. Payments of {Payers} payers, signed beforehand, each sent once by wrk with one thread and {Connections} connections: {Pages} pages a run, by the clock from the first request to the last page. Everything, the chain included, runs on the same cores; nothing is bound to one.",
        $"Both are paid on one chain: {(await _chain.RequestAsync("web3_clientVersion", [])).GetString()}, a block for every transaction at once, without past states, which would make the node slower with every block. The gateway settles in batches in the background while it serves.",
        "After every run the benchmark waits until the payee has exactly the price of every page that was served, and looks again two seconds later; anything else fails it.",
        $"The reference: @x402/express 2.27.0 with the reference facilitator 2.27.0 on Node, asked by the same load generator with {ReferenceConnections} connections for {ReferenceTime.TotalSeconds:0} s a run. Only answers with a page count; it fails payments that it settles at the same time.",
        "One run of each to warm up, then both in turn. While one is measured the other is idle and everything is settled.",
    ];
}
