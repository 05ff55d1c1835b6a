using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.IntegrationTests;

/// <summary>What the tests of the facilitator in this process share: one on the common chain, with an account of its own.</summary>
[Collection(ChainCollection.Name)]
public abstract class FacilitatorTests : IAsyncLifetime
{
    protected static readonly DevAccount Payer = DevAccount.All[3];
    protected static readonly DevAccount Stranger = DevAccount.All[4];
    protected static readonly Address Payee = DevAccount.All[2].Address;

    private readonly ChainFixture _fixture;
    private readonly EthereumRpcClient _rpc;
    private readonly List<SettlementEngine> _engines = [];

    protected FacilitatorTests(ChainFixture fixture)
    {
        _fixture = fixture;
        _rpc = new EthereumRpcClient([fixture.Chain.RpcUrl]);
        Facilitator = CreateFacilitator(fixture.Chain, _rpc);
    }

    protected Anvil Chain => _fixture.Chain;

    protected Address Usdc => _fixture.Usdc;

    protected IEthereumRpc Rpc => _rpc;

    protected TypedDataSigner Signer => _fixture.Signer;

    protected LocalFacilitator Facilitator { get; }

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        foreach (var engine in _engines)
            await engine.DisposeAsync();
        _rpc.Dispose();
    }

    protected LocalFacilitator CreateFacilitator(Anvil chain, IEthereumRpc rpc, ExactEvmChainOptions? options = null, TimeSpan? receiptTimeout = null) =>
        Facilitate(chain, rpc, CreateEngine(chain, rpc, new SettlementOptions { ReceiptTimeout = receiptTimeout ?? TimeSpan.FromMinutes(1) }, chainOptions: options), options);

    protected static LocalFacilitator Facilitate(Anvil chain, IEthereumRpc rpc, SettlementEngine engine, ExactEvmChainOptions? options = null) =>
        new(new ExactEvmFacilitator(CaipNetwork.ForEvm(chain.ChainId), new ExactEvmChain(rpc, options), engine));

    /// <summary>An engine that settles from the last accounts of the node; it ends with the test.</summary>
    protected SettlementEngine CreateEngine(
        Anvil chain, IEthereumRpc rpc, SettlementOptions? options = null, ISettlementJournal? journal = null, int signers = 1, ExactEvmChainOptions? chainOptions = null)
    {
        var engine = new SettlementEngine(
            rpc,
            [.. DevAccount.All.Reverse().Take(signers).Select(account => PrivateKeySigner.FromHex(account.PrivateKey))],
            chain.ChainId,
            new ExactEvmChain(rpc, chainOptions),
            journal ?? new MemorySettlementJournal(),
            options);
        _engines.Add(engine);
        return engine;
    }

    protected PaymentRequirements Offer(Address? asset = null, string name = "USDC", string version = "2") =>
        new ExactEvmScheme().CreateOffer(new OfferTerms(new TokenAsset(CaipNetwork.ForEvm(Chain.ChainId), asset ?? Usdc, name, version, 6), 1000, Payee, 300));

    /// <summary>An unsigned payment of the price, valid for five minutes.</summary>
    protected static ExactPayment Draft(PaymentRequirements offer, Address? from = null)
    {
        var now = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new ExactPayment(offer, new Eip3009Authorization(
            from ?? Payer.Address, Payee, UInt256.Parse(offer.Amount), 0, now + 300, new Bytes32(RandomNumberGenerator.GetBytes(32))));
    }

    /// <summary>A signed payment of somebody who has the money.</summary>
    protected async Task<ExactPayment> PaymentAsync(PaymentRequirements? offer = null, Func<Eip3009Authorization, Eip3009Authorization>? change = null)
    {
        var draft = Draft(offer ?? Offer());
        Assert.True(ExactEvmTerms.TryGet(draft.Offer, out var terms, out _));
        if ((await Chain.GetCodeAsync(terms.Asset)).Length > 0)
            await Chain.MintAsync(terms.Asset, Payer.Address, 10_000);
        return await (draft with { Authorization = change?.Invoke(draft.Authorization) ?? draft.Authorization }).SignAsync(Payer.PrivateKey);
    }

    protected Task<VerifyOutcome> VerifyAsync(ExactPayment payment, PaymentRequirements? requirements = null) =>
        Facilitator.VerifyAsync(payment.ToPayload(), requirements ?? payment.Offer);

    protected Task<SettleOutcome> SettleAsync(ExactPayment payment, PaymentRequirements? requirements = null) =>
        Facilitator.SettleAsync(payment.ToPayload(), requirements ?? payment.Offer);

    protected async Task<VerifyResponse> RefusedAsync(ExactPayment payment, string reason, PaymentRequirements? requirements = null)
    {
        var response = Assert.IsType<VerifyOutcome.Invalid>(await VerifyAsync(payment, requirements)).Response;
        Assert.Equal(reason, response.InvalidReason);
        return response;
    }

    protected async Task<Bytes32> SettledAsync(ExactPayment payment)
    {
        var before = await Chain.BalanceOfAsync(Asset(payment), Payee);
        var response = Assert.IsType<SettleOutcome.Settled>(await SettleAsync(payment)).Response;

        Assert.Equal((payment.Offer.Network, payment.Authorization.From.ToString()), (response.Network, response.Payer));
        Assert.Equal(before.ToBigInteger() + 1000, (await Chain.BalanceOfAsync(Asset(payment), Payee)).ToBigInteger());
        return Bytes32.Parse(response.Transaction);
    }

    /// <summary>The first four bytes of a transaction's calldata.</summary>
    protected async Task<string> SelectorAsync(Bytes32 transaction)
    {
        JsonElement found = await Chain.RequestAsync("eth_getTransactionByHash", new JsonArray(transaction.ToString()));
        return found.GetProperty("input").GetString()![..10];
    }

    protected static Address Asset(ExactPayment payment) => Address.Parse(payment.Offer.Asset);

    /// <summary>An address that nobody used before.</summary>
    protected static Address NewAddress() => new(RandomNumberGenerator.GetBytes(Address.Length));
}
