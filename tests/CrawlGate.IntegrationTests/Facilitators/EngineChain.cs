using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.IntegrationTests;

/// <summary>A chain of a test's own, with a dollar, and as many engines on one journal as the test wants.</summary>
internal sealed class EngineChain : IAsyncDisposable
{
    private static readonly Address Payee = DevAccount.All[2].Address;

    private readonly List<SettlementEngine> _engines = [];
    private readonly EthereumRpcClient _client;

    private EngineChain(Anvil anvil)
    {
        Anvil = anvil;
        _client = new EthereumRpcClient([anvil.RpcUrl]);
        Rpc = new CountingRpc(_client);
    }

    public static DevAccount Settler => DevAccount.All[9];

    public static DevAccount SecondSettler => DevAccount.All[8];

    public Anvil Anvil { get; }

    public CountingRpc Rpc { get; }

    public ISettlementJournal Journal { get; } = new MemorySettlementJournal();

    public PaymentRequirements Offer { get; } = new ExactEvmScheme().CreateOffer(
        new OfferTerms(new TokenAsset(CaipNetwork.ForEvm(84532), Anvil.BaseSepoliaUsdc, "USDC", "2", 6), 1000, Payee, 300));

    public static async Task<EngineChain> StartAsync(bool multicall = false)
    {
        var chain = new EngineChain(await Anvil.StartAsync());
        await chain.Anvil.InstallUsdcAsync();
        if (multicall)
            await chain.Anvil.InstallMulticall3Async();
        return chain;
    }

    /// <summary>Another process: it shares the journal, the signers and nothing else.</summary>
    public SettlementEngine CreateEngine(SettlementOptions? options = null, params DevAccount[] signers)
    {
        DevAccount[] accounts = signers.Length == 0 ? [Settler] : signers;
        var engine = new SettlementEngine(
            Rpc, [.. accounts.Select(account => PrivateKeySigner.FromHex(account.PrivateKey))], Anvil.ChainId, new ExactEvmChain(Rpc), Journal, options);
        _engines.Add(engine);
        return engine;
    }

    public IFacilitator Facilitate(SettlementEngine engine) =>
        new LocalFacilitator(new ExactEvmFacilitator(CaipNetwork.ForEvm(Anvil.ChainId), new ExactEvmChain(Rpc), engine));

    public IFacilitator Facilitate(SettlementOptions? options = null, params DevAccount[] signers) => Facilitate(CreateEngine(options, signers));

    /// <summary>Payments of one payer, who has the money for them.</summary>
    public async Task<ExactPayment[]> PaymentsAsync(int count, DevAccount? payer = null)
    {
        payer ??= DevAccount.All[3];
        await Anvil.MintAsync(Anvil.BaseSepoliaUsdc, payer.Address, (ulong)count * 1000);
        return await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Draft(payer.Address).SignAsync(payer.PrivateKey)));
    }

    /// <summary>Payments that have a payer each, who has exactly the price.</summary>
    public async Task<ExactPayment[]> DistinctPaymentsAsync(int count)
    {
        var payments = new ExactPayment[count];
        for (var i = 0; i < count; i++)
        {
            var key = Hex.Encode(RandomNumberGenerator.GetBytes(32));
            using var signer = PrivateKeySigner.FromHex(key);
            await Anvil.MintAsync(Anvil.BaseSepoliaUsdc, signer.Address, 1000);
            payments[i] = await Draft(signer.Address).SignAsync(key);
        }

        return payments;
    }

    public FacilitatorRequest Request(ExactPayment payment) => new(payment.ToPayload(), payment.Offer);

    public static Task<SettleOutcome> SettleAsync(IFacilitator facilitator, ExactPayment payment) => facilitator.SettleAsync(payment.ToPayload(), payment.Offer);

    public Task<UInt256> PaidAsync() => Anvil.BalanceOfAsync(Anvil.BaseSepoliaUsdc, Payee);

    public async Task<ulong> NonceOfAsync(Bytes32 transaction) =>
        Convert.ToUInt64((await Anvil.RequestAsync("eth_getTransactionByHash", new JsonArray(transaction.ToString()))).GetProperty("nonce").GetString(), 16);

    public async Task<ulong> GasUsedAsync(string transaction) =>
        Convert.ToUInt64((await Anvil.RequestAsync("eth_getTransactionReceipt", new JsonArray(transaction))).GetProperty("gasUsed").GetString(), 16);

    /// <summary>Waits until so many transactions are in the mempool, ready for a block or not.</summary>
    public async Task UntilPendingAsync(int count, string kind = "pending")
    {
        while (Convert.ToInt32((await Anvil.RequestAsync("txpool_status", [])).GetProperty(kind).GetString(), 16) != count)
            await Task.Delay(10);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
            await engine.DisposeAsync();
        _client.Dispose();
        await Anvil.DisposeAsync();
    }

    private ExactPayment Draft(Address payer)
    {
        var now = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new ExactPayment(Offer, new Eip3009Authorization(payer, Payee, 1000, 0, now + 300, new Bytes32(RandomNumberGenerator.GetBytes(32))));
    }

    /// <summary>Sees every broadcast, and can lose them.</summary>
    internal sealed class CountingRpc(IEthereumRpc inner) : IEthereumRpc
    {
        private readonly ConcurrentDictionary<string, byte> _broadcasts = new();
        private readonly ConcurrentDictionary<string, byte> _plain = new();

        /// <summary>How many transactions were broadcast, however often.</summary>
        public int Broadcasts => _broadcasts.Count;

        /// <summary>How many of them were not, or not only, to be answered with the receipt.</summary>
        public int PlainBroadcasts => _plain.Count;

        /// <summary>Takes broadcasts and lets none out, as a process that dies does.</summary>
        public volatile bool Swallows;

        public Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
        {
            if (!method.StartsWith("eth_sendRawTransaction", StringComparison.Ordinal))
                return inner.RequestAsync(method, parameters, cancellationToken);
            if (Swallows)
                throw new EthereumRpcUnavailableException("The process died.") { PossiblyDelivered = false };

            var transaction = parameters[0]!.GetValue<string>();
            _broadcasts.TryAdd(transaction, 0);
            if (method == "eth_sendRawTransaction")
                _plain.TryAdd(transaction, 0);
            return inner.RequestAsync(method, parameters, cancellationToken);
        }
    }
}
