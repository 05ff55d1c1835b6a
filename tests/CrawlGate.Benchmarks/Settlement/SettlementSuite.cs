using System.Globalization;
using System.Security.Cryptography;
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

    private const int WarmUp = 32;

    private const string OneByOne = "settled by the gateway's facilitator, one by one";
    private const string WithoutDisk = OneByOne + ", journal in memory";
    private const string Bare = "raw transactions with the same calls";
    private const string InBatches = "settled by the gateway's facilitator in batches";
    private const string ByReference = "settled by the reference facilitator 2.27.0";
    private const string ByReferenceShare = ByReference + ": of those it was given";
    private const string BatchGas = "gas of a payment in a batch of 100";
    private const string SingleGas = "gas of a payment alone";
    private const string FirstBatchGas = "gas of a payment in a batch of 100, the payee's first ones";
    private const string FirstSingleGas = "gas of a payment alone, the payee's first one";

    private static readonly DevAccount Payee = DevAccount.All[2];

    private readonly BenchSettings _settings;
    private readonly string _folder;
    private readonly string[] _payers = BenchPayers.Keys(Payers);
    private readonly PaymentRequirements _offer = SignedPayments.Offer(Payee.Address);
    private readonly Dictionary<string, Series> _series = [];

    private SettlementSuite(BenchSettings settings, string folder) => (_settings, _folder) = (settings, folder);

    // Both are multiples of the contestants. The runtime compiles hot methods in the background for the first ten seconds of load.
    private int Comparisons => _settings.Quick ? 3 : 15;

    private int WarmUpRounds => _settings.Quick ? 3 : 9;

    private int Single => _settings.Quick ? 60 : 300;

    private int Batched => _settings.Quick ? 1000 : 4000;

    private int Reference => _settings.Quick ? 48 : 160;

    public static async Task<Section> RunAsync(BenchSettings settings)
    {
        var machine = await MachineFacts.ReadAsync();
        var folder = Directory.CreateTempSubdirectory("crawlgate-bench-").FullName;
        try
        {
            return await new SettlementSuite(settings, folder).RunAsync(machine);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Section> RunAsync(MachineFacts machine)
    {
        var node = await NameAsync();
        for (var round = -WarmUpRounds; round < Comparisons; round++)
            await CompareAsync(round);
        for (var round = -1; round < _settings.Repeats; round++)
            await SettleTogetherAsync(round);
        return new Section(
            "settlement", machine, Notes(node),
            [
                Figure.Ratio("settlements one by one / raw transactions", _series[OneByOne], _series[Bare], atLeast: true, 0.7),
                new Figure("settlements in batches", _series[InBatches].Median, "payments/s", AtLeast: true, 2000),
                Figure.Ratio("gas of a payment in a batch / alone, the payee's first", _series[FirstBatchGas], _series[FirstSingleGas], atLeast: false, 0.6),
                Figure.Ratio("gas of a payment in a batch / alone", _series[BatchGas], _series[SingleGas], atLeast: false, 0.6),
            ],
            [.. _series.Values]);
    }

    /// <summary>
    /// Settles one by one, and sends bare transactions, each on a new chain in the same state: a node gets slower with every block, so
    /// whoever came second on the same one would be measured on a slower one.
    /// </summary>
    private async Task CompareAsync(int round)
    {
        Func<Anvil, Address, Task>[] turns =
        [
            async (chain, _) =>
            {
                await using var stand = new LocalStand(chain, DevAccount.All[1], Path.Combine(_folder, $"single{round}.db"));
                Keep(round, OneByOne, "payments/s", await SettleAsync(stand.Facilitator));
            },
            async (chain, _) =>
            {
                await using var stand = new LocalStand(chain, DevAccount.All[1]);
                Keep(round, WithoutDisk, "payments/s", await SettleAsync(stand.Facilitator));
            },
            async (chain, usdc) =>
            {
                using var sender = new RawSender(chain, DevAccount.All[1]);
                await SendAsync(round, sender, usdc);
            },
        ];
        for (var i = 0; i < turns.Length; i++)
        {
            await using var chain = await Anvil.StartAsync();
            await turns[(round + WarmUpRounds + i) % turns.Length](chain, await PrepareAsync(chain));
        }
    }

    private static async Task<string> NameAsync()
    {
        await using var chain = await Anvil.StartAsync();
        return (await chain.RequestAsync("web3_clientVersion", [])).GetString()!;
    }

    private async Task SettleTogetherAsync(int round)
    {
        await using var chain = await Anvil.StartAsync();
        await PrepareAsync(chain);
        await using var stand = new LocalStand(chain, DevAccount.All[1], Path.Combine(_folder, $"batches{round}.db"));
        await MeasureGasAsync(chain, stand.Facilitator, round);
        await SettleByReferenceAsync(chain, round);
        Keep(round, InBatches, "payments/s", await SettleBatchesAsync(stand.Facilitator));
    }

    private async Task<Address> PrepareAsync(Anvil chain)
    {
        var usdc = await chain.InstallUsdcAsync();
        await chain.InstallMulticall3Async();
        await BenchPayers.FundAsync(chain, usdc, _payers);
        await chain.MintAsync(usdc, Payee.Address, 1);
        return usdc;
    }

    private void Keep(int round, string name, string unit, double value)
    {
        Console.WriteLine($"   {name}: {Figure.Format(value)} {unit}{(round < 0 ? ", warming up" : "")}");
        if (round >= 0)
            _series[name] = new Series(name, unit, [.. _series.TryGetValue(name, out var known) ? known.Values : [], value]);
    }

    /// <summary>The first opens file and connections and learns what holds for all; it is not measured.</summary>
    private async Task<double> SettleAsync(LocalFacilitator facilitator)
    {
        var requests = await SignedPayments.SignAsync(_offer, _payers, 1 + Single);
        Func<int, Task<bool>> settle = async i => IsSettled(await facilitator.SettleAsync(requests[i].Payment, requests[i].Requirements));
        await Concurrently.RunAsync("The first", 1, 1, settle);
        return await Concurrently.RunAsync("Settling", Single, Concurrency, i => settle(1 + i));
    }

    private async Task SendAsync(int round, RawSender sender, Address usdc)
    {
        var requests = await SignedPayments.SignAsync(_offer, _payers, 1 + Single);
        var transactions = await sender.SignAsync(usdc, [.. requests.Select(SignedPayments.Call)]);
        try
        {
            await Concurrently.RunAsync("The first", 1, 1, i => sender.SendAsync(transactions[i]));
            Keep(round, Bare, "payments/s", await Concurrently.RunAsync("Raw transactions", Single, Concurrency, i => sender.SendAsync(transactions[1 + i])));
        }
        catch (InvalidOperationException) when (sender.IsStuck)
        {
            // A bare sender replaces nothing. The facilitator does, and its turns of this kind are kept.
            Console.WriteLine($"   {Bare}: the node left one lying; this turn does not count");
        }
    }

    private async Task<double> SettleBatchesAsync(LocalFacilitator facilitator)
    {
        var batches = (await SignedPayments.SignAsync(_offer, _payers, Batched)).Chunk(BatchSize).ToArray();
        return BatchSize * await Concurrently.RunAsync("Batches", batches.Length, BatchesAtOnce, async i => (await facilitator.SettleManyAsync(batches[i])).All(IsSettled));
    }

    /// <summary>Gas of a payment by receipts: of a batch of payers who all are different, and of one alone, to the same payee.</summary>
    private async Task MeasureGasAsync(Anvil chain, LocalFacilitator facilitator, int round)
    {
        foreach (var (batch, alone, payees) in ((string, string, PaymentRequirements[])[])[(BatchGas, SingleGas, [_offer, _offer]), (FirstBatchGas, FirstSingleGas, [NewPayee(), NewPayee()])])
        {
            var together = await SignedPayments.SignAsync(payees[0], _payers, BatchSize);
            Keep(round, batch, "gas", await GasAsync(chain, await facilitator.SettleManyAsync(together)) / BatchSize);
            var one = (await SignedPayments.SignAsync(payees[1], _payers, 1))[0];
            Keep(round, alone, "gas", await GasAsync(chain, [await facilitator.SettleAsync(one.Payment, one.Requirements)]));
        }
    }

    private PaymentRequirements NewPayee() => _offer with { PayTo = new Address(RandomNumberGenerator.GetBytes(20)).ToString() };

    private static async Task<double> GasAsync(Anvil chain, IReadOnlyList<SettleOutcome> outcomes)
    {
        var gas = 0.0;
        foreach (var transaction in outcomes.Select(outcome => ((SettleOutcome.Settled)outcome).Response.Transaction).Distinct())
        {
            var receipt = await chain.RequestAsync("eth_getTransactionReceipt", [transaction]);
            gas += ulong.Parse(receipt.GetProperty("gasUsed").GetString().AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        return gas;
    }

    /// <summary>For information: what the reference facilitator settles of as many payments at once. Payments that it fails are lost to it.</summary>
    private async Task SettleByReferenceAsync(Anvil chain, int round)
    {
        await using var facilitator = await ReferenceFacilitator.StartAsync(chain, DevAccount.All[8]);
        await SettleByReferenceAsync(facilitator, WarmUp);
        var (settled, seconds) = await SettleByReferenceAsync(facilitator, Reference);
        Keep(round, ByReference, "payments/s", settled / seconds);
        Keep(round, ByReferenceShare, "%", 100.0 * settled / Reference);
    }

    private async Task<(int Settled, double Seconds)> SettleByReferenceAsync(ReferenceFacilitator facilitator, int count)
    {
        var requests = await SignedPayments.SignAsync(_offer, _payers, count);
        var settled = 0;
        var rate = await Concurrently.RunAsync("Reference", count, Concurrency, async i =>
        {
            if (await facilitator.SettleAsync(requests[i]))
                Interlocked.Increment(ref settled);
            return true;
        });
        return (settled, count / rate);
    }

    private static bool IsSettled(SettleOutcome outcome) => outcome is SettleOutcome.Settled;

    private string[] Notes(string node) =>
    [
        $"{node}, a block for every transaction at once. The node hashes its whole state for every block and keeps five hundred states in memory, so it is slower with every block: in the first comparison every contestant has a new chain in the same state in every round, and all others have a new one in every round. {WarmUpRounds} rounds to warm up and {Comparisons} of the first comparison, each beginning with the next contestant; one and {_settings.Repeats} of all others. Every payment is another one, signed before; one that is not settled fails the benchmark, but for the reference facilitator's. Everything runs on the same cores.",
        $"One by one: {Single} payments after one that opens file and connections, {Concurrency} at a time, one signer, the journal in SQLite (and in memory, for information); each is tried out on the chain first and waits for its receipt. Raw transactions: as many calls, after one too, of the same function for other payments from another account, {Concurrency} at a time, nonces, fees and gas limits fixed beforehand, signed and encoded beforehand, each waiting for its receipt; nothing is checked or written down. Now and then the node leaves a transaction lying until it is replaced: the facilitator does that after 15 s, and such turns count; a turn of raw transactions that ends so does not.",
        $"In batches: {Batched} payments, {BatchSize} to a call of SettleManyAsync, {BatchesAtOnce} calls at a time as in the gateway, every payer of them another.",
        "Gas by the receipts: every payment has a nonce that is not used yet, a payer with money, and a payee with money or, where it says first, without: a first payment opens the payee's account, which a batch does once; the batch pays Multicall3's own cost too. The token is the tests' own: it is no proxy, as the large stablecoins are, whose cold reads a batch shares.",
        $"The reference facilitator, for information: {Reference} payments, {Concurrency} at a time, after {WarmUp} to warm up. It gives payments the same account nonce when they arrive together; those it fails are not counted.",
    ];
}
