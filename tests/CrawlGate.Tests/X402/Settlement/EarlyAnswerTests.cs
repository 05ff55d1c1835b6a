using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

/// <summary>Who hears of a settlement before the journal does, and what a crash in between changes.</summary>
public sealed class EarlyAnswerTests : EngineTestBase
{
    private static readonly SettlementOptions Default = new() { LostAfter = TimeSpan.FromMilliseconds(150), AdoptEvery = TimeSpan.FromMilliseconds(100) };

    private readonly ScriptedChain _chain = new();
    private readonly MemorySettlementJournal _journal = new();

    [Fact]
    public async Task What_the_chain_proves_is_answered_although_the_journal_cannot_be_written_and_the_next_engine_finds_the_same()
    {
        var (payment, dying) = (TestPayments.New(), new ClosingJournal(_journal) { Closes = () => throw new IOException("disk full") });
        var moved = Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(Engine(dying), payment));
        Assert.True((await FindAsync(payment)).IsOpen);

        Assert.Equal(moved, await SettleAsync(Engine(_journal), payment));
        await UntilClosedAsync(payment);
        Assert.Equal(moved.Transaction, (await FindAsync(payment)).Mined);
        Assert.Single(_chain.Accepted);
    }

    [Fact]
    public async Task A_closing_that_failed_is_made_up_for_by_the_same_engine()
    {
        var (payment, failures) = (TestPayments.New(), 3);
        var journal = new ClosingJournal(_journal) { Closes = () => failures-- > 0 ? throw new IOException("disk full") : Task.CompletedTask };
        Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(Engine(journal), payment));
        await UntilClosedAsync(payment);
        Assert.True(failures < 0);
    }

    [Fact]
    public async Task A_repeat_that_comes_before_the_journal_knows_is_answered_the_same_without_asking_the_chain_again()
    {
        var (payment, closes) = (TestPayments.New(), new TaskCompletionSource());
        var engine = Engine(new ClosingJournal(_journal) { Closes = () => closes.Task });
        var first = await SettleAsync(engine, payment);
        var receipts = _chain.CountOf("eth_getTransactionReceipt");
        Assert.Equal(first, await SettleAsync(engine, payment));
        Assert.Equal(receipts, _chain.CountOf("eth_getTransactionReceipt"));
        closes.SetResult();
        await UntilClosedAsync(payment);
    }

    [Fact]
    public async Task What_may_be_tried_again_is_closed_before_it_is()
    {
        (_chain.Estimate, _chain.GasNeeded) = (40_000, 100_000);
        var closes = new TaskCompletionSource();
        var settling = SettleAsync(Engine(new ClosingJournal(_journal) { Closes = () => closes.Task }), TestPayments.New());
        await Until(() => _chain.Mined.Count == 1);
        await Task.Delay(200);
        Assert.Single(_chain.Accepted);
        Assert.False(settling.IsCompleted);

        closes.SetResult();
        Assert.IsType<SettlementVerdict.Moved>(await settling);
        Assert.Equal(2, _chain.Accepted.Count);
    }

    private SettlementEngine Engine(ISettlementJournal journal) => Engine(_chain, journal, Default);

    private async Task<JournaledTransaction> FindAsync(ExactEvmInspection payment) => (await _journal.FindAsync(new SettlementAttempt(payment).Key))!;

    private Task UntilClosedAsync(ExactEvmInspection payment) => Until(async () => !(await FindAsync(payment)).IsOpen);

    /// <summary>Waits, or fails, before a transaction is closed.</summary>
    private sealed class ClosingJournal(ISettlementJournal inner) : PassingJournal(inner)
    {
        public required Func<Task> Closes { get; init; }

        public override async ValueTask<bool> ReplaceAsync(JournaledTransaction from, JournaledTransaction to, CancellationToken cancellationToken = default)
        {
            if (!to.IsOpen)
                await Closes();
            return await base.ReplaceAsync(from, to, cancellationToken);
        }
    }
}
