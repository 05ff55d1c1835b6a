using System.Diagnostics;
using System.Globalization;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Benchmarks;

/// <summary>Settlements a second on one node, one by one and in batches, beside a bare sender; and the gas that they use.</summary>
internal sealed class SettlementSuite
{
    private const int Concurrency = 16;
    private const int BatchSize = 100;
    private const int BatchesAtOnce = 4;

    // Enough that no two batches under way have a payer in common.
    private const int Payers = BatchSize * BatchesAtOnce;

    private readonly Anvil _chain;
    private readonly Address _usdc;
    private readonly string[] _payers;
    private readonly BenchSettings _settings;
    private readonly PaymentRequirements _offer = SignedPayments.Offer(DevAccount.All[2].Address);

    private SettlementSuite(Anvil chain, Address usdc, string[] payers, BenchSettings settings) => (_chain, _usdc, _payers, _settings) = (chain, usdc, payers, settings);

    private int Single => _settings.Quick ? 200 : 1500;

    private int Batched => _settings.Quick ? 1000 : 6000;

    private int Reference => _settings.Quick ? 48 : 160;

    public static async Task<Section> RunAsync(BenchSettings settings)
    {
        var machine = await MachineFacts.ReadAsync();
        var folder = Directory.CreateTempSubdirectory("crawlgate-bench-").FullName;
        try
        {
            await using var chain = await Anvil.StartAsync(new AnvilOptions { KeepsPastStates = false });
            var usdc = await chain.InstallUsdcAsync();
            await chain.InstallMulticall3Async();
            var payers = BenchPayers.Keys(Payers);
            await BenchPayers.FundAsync(chain, usdc, payers);
            await chain.MintAsync(usdc, DevAccount.All[2].Address, 1);
            await using var stand = new LocalStand(chain, DevAccount.All[1], Path.Combine(folder, "journal.db"));
            return await new SettlementSuite(chain, usdc, payers, settings).RunAsync(machine, stand.Facilitator);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Section> RunAsync(MachineFacts machine, LocalFacilitator facilitator)
    {
        using var sender = new RawSender(_chain, DevAccount.All[6]);
        var single = await Rounds.RunAsync(
            _settings.Repeats, "payments/s",
            ("settled by the gateway's facilitator, one by one", _ => SettleAsync(facilitator)),
            ("raw transactions with the same calls", _ => SendAsync(sender)));
        var batched = await Rounds.RunAsync(_settings.Repeats, "payments/s", ("settled by the gateway's facilitator in batches", _ => SettleBatchesAsync(facilitator)));
        var gas = await MeasureGasAsync(facilitator);
        var reference = await SettleByReferenceAsync();
        return new Section(
            "settlement", machine, await NotesAsync(),
            [
                Figure.Ratio("settlements one by one / raw transactions", single[0], single[1], atLeast: true, 0.7),
                new Figure("settlements in batches", batched[0].Median, "payments/s", AtLeast: true, 2000),
                Figure.Ratio("gas of a payment in a batch / alone", gas[0], gas[1], atLeast: false, 0.6),
            ],
            [.. single, .. batched, .. gas, .. reference]);
    }

    private async Task<double> SettleAsync(LocalFacilitator facilitator)
    {
        var requests = await SignedPayments.SignAsync(_offer, _payers, Single);
        return await Concurrently.RunAsync("Settling", requests.Length, Concurrency, async i => IsSettled(await facilitator.SettleAsync(requests[i].Payment, requests[i].Requirements)));
    }

    private async Task<double> SendAsync(RawSender sender)
    {
        var requests = await SignedPayments.SignAsync(_offer, _payers, Single);
        var transactions = await sender.SignAsync(_usdc, [.. requests.Select(SignedPayments.Call)]);
        return await Concurrently.RunAsync("Raw transactions", transactions.Count, Concurrency, i => sender.SendAsync(transactions[i]));
    }

    private async Task<double> SettleBatchesAsync(LocalFacilitator facilitator)
    {
        var batches = (await SignedPayments.SignAsync(_offer, _payers, Batched)).Chunk(BatchSize).ToArray();
        return BatchSize * await Concurrently.RunAsync("Batches", batches.Length, BatchesAtOnce, async i => (await facilitator.SettleManyAsync(batches[i])).All(IsSettled));
    }

    /// <summary>Gas of a payment by receipts: of a batch of payers who all are different, and of payments alone, always to the same payee.</summary>
    private async Task<Series[]> MeasureGasAsync(LocalFacilitator facilitator)
    {
        var (together, alone) = (new List<double>(), new List<double>());
        for (var i = 0; i < _settings.Repeats; i++)
        {
            var requests = await SignedPayments.SignAsync(_offer, _payers, BatchSize + 1);
            together.Add(await GasAsync(await facilitator.SettleManyAsync(requests[..BatchSize])) / BatchSize);
            alone.Add(await GasAsync([await facilitator.SettleAsync(requests[BatchSize].Payment, requests[BatchSize].Requirements)]));
        }

        return [new Series($"gas of a payment in a batch of {BatchSize}", "gas", together), new Series("gas of a payment alone", "gas", alone)];
    }

    private async Task<double> GasAsync(IReadOnlyList<SettleOutcome> outcomes)
    {
        var gas = 0.0;
        foreach (var transaction in outcomes.Select(outcome => ((SettleOutcome.Settled)outcome).Response.Transaction).Distinct())
        {
            var receipt = await _chain.RequestAsync("eth_getTransactionReceipt", [transaction]);
            gas += ulong.Parse(receipt.GetProperty("gasUsed").GetString().AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        return gas;
    }

    /// <summary>For information: what the reference facilitator settles of as many payments at once. Payments that it fails are lost to it.</summary>
    private async Task<Series[]> SettleByReferenceAsync()
    {
        await using var facilitator = await ReferenceFacilitator.StartAsync(_chain, DevAccount.All[8]);
        var (rates, shares) = (new List<double>(), new List<double>());
        for (var round = -1; round < _settings.Repeats; round++)
        {
            var requests = await SignedPayments.SignAsync(_offer, _payers, Reference);
            var settled = 0;
            var clock = Stopwatch.StartNew();
            await Concurrently.RunAsync("Reference", requests.Length, Concurrency, async i =>
            {
                if (await facilitator.SettleAsync(requests[i]))
                    Interlocked.Increment(ref settled);
                return true;
            });
            if (round < 0)
                continue;

            rates.Add(settled / clock.Elapsed.TotalSeconds);
            shares.Add(100.0 * settled / requests.Length);
            Console.WriteLine($"   the reference facilitator: {Figure.Format(rates[^1])} payments/s, {Figure.Format(shares[^1])} % of them settled");
        }

        return [new Series("settled by the reference facilitator 2.27.0", "payments/s", rates), new Series("settled by the reference facilitator 2.27.0: of those it was given", "%", shares)];
    }

    private static bool IsSettled(SettleOutcome outcome) => outcome is SettleOutcome.Settled;

    private async Task<string[]> NotesAsync() =>
    [
        $"One chain for all: {(await _chain.RequestAsync("web3_clientVersion", [])).GetString()}, a block for every transaction at once, without past states, which would make the node slower with every block. Every payment is another one, signed before; one that is not settled fails the benchmark, but for the reference facilitator's. Everything runs on the same cores.",
        $"One by one: {Single} payments, {Concurrency} at a time, one signer, the journal in SQLite; each waits for its receipt. Raw transactions: as many calls of the same function for other payments from another account, {Concurrency} at a time, nonces, fees and gas limits fixed beforehand, signed and encoded beforehand, each waiting for its receipt; nothing is checked or written down.",
        $"In batches: {Batched} payments, {BatchSize} to a call of SettleManyAsync, {BatchesAtOnce} calls at a time as in the gateway, every payer of them another.",
        "Gas by the receipts: every payment has a nonce that is not used yet, a payer and a payee with money; the batch pays Multicall3's own cost too.",
        $"The reference facilitator, for information: {Reference} payments, {Concurrency} at a time. It gives payments the same account nonce when they arrive together; those it fails are not counted.",
    ];
}
