using CrawlGate.Ethereum;
using CrawlGate.Tests.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

/// <summary>Makes settlement engines over a scripted chain, and ends them after the test.</summary>
public abstract class EngineTestBase : IAsyncLifetime
{
    private protected const ulong ChainId = 84532;

    private readonly List<SettlementEngine> _engines = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var engine in _engines)
            await engine.DisposeAsync();
    }

    private protected SettlementEngine Engine(IEthereumRpc rpc, ISettlementJournal journal, SettlementOptions options, IEthereumSigner? signer = null)
    {
        var engine = new SettlementEngine(rpc, [signer ?? new UncheckedSigner()], ChainId, new ExactEvmChain(rpc), journal, options);
        _engines.Add(engine);
        return engine;
    }

    private protected static Task<SettlementVerdict> SettleAsync(SettlementEngine engine, ExactEvmInspection payment) =>
        Task.Run(() => engine.SettleAsync(payment, CancellationToken.None)).WaitAsync(TimeSpan.FromSeconds(30));

    private protected static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    private protected static async Task Until(Func<Task<bool>> condition)
    {
        for (var tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 3000, "It did not happen within thirty seconds.");
            await Task.Delay(10);
        }
    }
}
