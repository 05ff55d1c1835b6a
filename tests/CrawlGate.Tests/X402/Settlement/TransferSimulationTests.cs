using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class TransferSimulationTests
{
    private static readonly Address Sender = Address.Parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");

    private readonly ScriptedChain _chain = new() { HasMulticall = true };
    private readonly HeldRpc _rpc;
    private readonly TransferSimulation _simulation;

    public TransferSimulationTests()
    {
        _rpc = new HeldRpc(_chain);
        var parts = new SettlementParts(_rpc, 84532, new ExactEvmChain(_rpc), new MemorySettlementJournal(), new SettlementOptions(), TimeProvider.System);
        _simulation = new TransferSimulation(parts, new MulticallContract(parts), Sender);
    }

    [Fact]
    public async Task A_payment_alone_is_asked_for_alone()
    {
        Assert.Null(await AskAsync(TestPayments.New()));
        Assert.Empty(_chain.Multicalls);
    }

    [Fact]
    public async Task Payments_that_come_while_more_are_settled_are_asked_for_in_one_call()
    {
        var answers = await AskTogetherAsync(Enumerable.Range(0, 10).Select(_ => TestPayments.New()));
        Assert.All(answers, Assert.Null);
        Assert.Equal([10], _chain.Multicalls);
        Assert.Equal(1, _chain.CountOf("eth_call"));
    }

    [Fact]
    public async Task As_many_as_are_being_settled_wait_for_nobody_else()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskAsync(TestPayments.New())));
        _chain.Multicalls.Clear();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskAsync(TestPayments.New())));
        Assert.Equal([4], _chain.Multicalls);
    }

    [Fact]
    public async Task A_bad_one_among_good_ones_gets_the_refusal_that_it_would_get_alone()
    {
        var payments = Enumerable.Range(0, 6).Select(_ => TestPayments.New()).ToArray();
        _chain.Refused.Add(payments[3].Payload.Authorization.Nonce);
        var answers = await AskTogetherAsync(payments);

        Assert.Equal([6], _chain.Multicalls);
        Assert.Equal(await AskAsync(payments[3]), answers[3]);
        Assert.Equal(3, Array.FindIndex(answers, answer => answer is not null));
        Assert.Single(answers, answer => answer is not null);
    }

    [Fact]
    public async Task Without_the_contract_all_are_asked_for_alone()
    {
        _chain.HasMulticall = false;
        var payments = Enumerable.Range(0, 6).Select(_ => TestPayments.New()).ToArray();
        _chain.Refused.Add(payments[5].Payload.Authorization.Nonce);
        var answers = await AskTogetherAsync(payments);

        Assert.Empty(_chain.Multicalls);
        Assert.Equal(5, Array.FindIndex(answers, answer => answer is not null));
    }

    [Theory]
    [InlineData("0x")]
    [InlineData("0x1234")]
    [InlineData(null)]
    public async Task An_answer_that_cannot_be_read_or_an_error_has_all_asked_for_alone(string? answer)
    {
        _chain.MulticallAnswer = answer ?? (object)new EthereumRpcException(-32000, "gas limit is too high");
        var payments = Enumerable.Range(0, 4).Select(_ => TestPayments.New()).ToArray();
        _chain.Refused.Add(payments[0].Payload.Authorization.Nonce);
        var answers = await AskTogetherAsync(payments);

        Assert.Equal([4], _chain.Multicalls);
        Assert.Equal(0, Array.FindIndex(answers, answer => answer is not null));
        Assert.Single(answers, answer => answer is not null);
    }

    [Fact]
    public async Task A_contract_wallets_payment_and_one_whose_payer_gets_money_from_the_group_go_alone()
    {
        var payee = TestPayments.New().Terms.PayTo.ToString();
        await AskTogetherAsync([TestPayments.New(), TestPayments.New(), TestPayments.New(payee), TestPayments.New(proven: false)]);
        Assert.Equal([2], _chain.Multicalls);
    }

    [Fact]
    public async Task Nobody_waits_for_a_node_that_hangs_with_somebody_elses_question()
    {
        _rpc.Hold();
        var hanging = AskAsync(TestPayments.New());
        await Task.Yield();
        Assert.Null(await AskAsync(TestPayments.New()).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.False(hanging.IsCompleted);
        _rpc.Release();
        Assert.Null(await hanging);
    }

    private Task<ChainRefusal?> AskAsync(ExactEvmInspection payment) => _simulation.RefuseAsync(new SettlementAttempt(payment));

    /// <summary>Asks while so many others are being settled that these wait for each other.</summary>
    private async Task<ChainRefusal?[]> AskTogetherAsync(IEnumerable<ExactEvmInspection> payments)
    {
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => AskAsync(TestPayments.New()))), Assert.Null);
        _chain.Multicalls.Clear();
        _chain.Calls.Clear();
        return await Task.WhenAll(payments.Select(AskAsync));
    }

    /// <summary>Holds up the first call.</summary>
    private sealed class HeldRpc(IEthereumRpc inner) : IEthereumRpc
    {
        private TaskCompletionSource? _held;
        private int _calls;

        public void Hold() => (_held, _calls) = (new(TaskCreationOptions.RunContinuationsAsynchronously), 0);

        public void Release() => _held!.SetResult();

        public async Task<System.Text.Json.JsonElement> RequestAsync(string method, System.Text.Json.Nodes.JsonArray parameters, CancellationToken cancellationToken = default)
        {
            if (method == "eth_call" && _held is { } held && Interlocked.Increment(ref _calls) == 1)
                await held.Task;
            return await inner.RequestAsync(method, parameters, cancellationToken);
        }
    }
}
