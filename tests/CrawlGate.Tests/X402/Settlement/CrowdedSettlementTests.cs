using System.Security.Cryptography;
using CrawlGate.Ethereum;
using CrawlGate.Tests.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

/// <summary>Many payments at once, through one account, with a journal that fails in the middle.</summary>
public sealed class CrowdedSettlementTests : EngineTestBase
{
    private static readonly SettlementOptions Default = new() { LostAfter = TimeSpan.FromMilliseconds(150), AdoptEvery = TimeSpan.FromMilliseconds(100) };

    private readonly ScriptedChain _chain = new();
    private readonly MemorySettlementJournal _journal = new();
    private readonly FailingJournal _failing;

    public CrowdedSettlementTests() => _failing = new FailingJournal(_journal);

    [Fact]
    public async Task Transactions_that_wait_together_are_journalled_in_one_step_and_leave_in_the_order_of_their_nonces()
    {
        var (hold, sent) = (Hold(), new List<ulong>());
        var writer = Writer(sent);
        var written = Enumerable.Range(0, 21).Select(_ => WriteAsync(writer, Payment())).ToArray();
        hold.SetResult();

        Assert.All(await Task.WhenAll(written), submission => Assert.IsType<Submission.Sent>(submission));
        Assert.InRange(_failing.Steps, 1, 2);
        Assert.Equal(Enumerable.Range(0, 21).Select(nonce => (ulong)nonce), sent);
    }

    [Fact]
    public async Task A_payment_that_another_process_has_sent_leaves_no_gap_in_the_group_that_it_waits_in()
    {
        var (hold, sent, shared) = (Hold(), new List<ulong>(), Payment());
        var writer = Writer(sent);
        var written = new List<Task<Submission>> { WriteAsync(writer, Payment()) };
        await Until(() => _failing.Steps == 1);
        written.AddRange(Enumerable.Range(0, 9).Select(i => WriteAsync(writer, i == 4 ? shared : Payment())));

        // The other process gets the first nonce and the payment in the middle.
        Assert.IsType<SettlementVerdict.Moved>(await SettleAsync(Engine(journal: _journal), shared));
        hold.SetResult();

        var submissions = await Task.WhenAll(written);
        Assert.Equal(0ul, Assert.IsType<Submission.Taken>(submissions[5]).By.Nonce);
        Assert.Equal(9, submissions.OfType<Submission.Sent>().Count());
        Assert.Equal(Enumerable.Range(1, 9).Select(nonce => (ulong)nonce), sent);
    }

    [Fact]
    public async Task A_key_that_cannot_sign_one_transaction_gives_its_nonce_to_the_next()
    {
        var signer = new FaultySigner();
        var engine = Engine(_chain, _failing, Default, signer);
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => SettleAsync(engine, Payment())));

        var moved = verdicts.Count(verdict => verdict is SettlementVerdict.Moved);
        Assert.Equal(40 - moved, verdicts.Count(verdict => verdict is SettlementVerdict.Unavailable));
        Assert.InRange(moved, 1, 39);
        Assert.Equal(Enumerable.Range(0, moved).Select(nonce => (ulong)nonce), _chain.Mined.Select(transaction => transaction.Nonce));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_hundred_payments_with_a_journal_that_fails_at_random_move_once_or_are_unknown_and_leave_no_nonce_out(bool afterWriting)
    {
        _failing.Fails = () => RandomNumberGenerator.GetInt32(3) == 0;
        _failing.FailsAfterWriting = afterWriting;
        var engine = Engine();
        var payments = Enumerable.Range(0, 200).Select(_ => Payment()).ToArray();
        var verdicts = await Task.WhenAll(payments.Select(async (payment, i) =>
        {
            await Task.Delay(i / 4);
            return await SettleAsync(engine, payment);
        }));

        Assert.All(verdicts, verdict => Assert.True(verdict is SettlementVerdict.Moved or SettlementVerdict.Unknown, verdict.ToString()));
        Assert.Contains(verdicts, verdict => verdict is SettlementVerdict.Moved);

        // Everything that is in the journal gets mined, and nothing waits for a nonce that nobody has.
        _failing.Fails = () => false;
        var repeats = await Task.WhenAll(payments.Select(payment => SettleAsync(engine, payment)));
        Assert.All(repeats, verdict => Assert.IsType<SettlementVerdict.Moved>(verdict));
        Assert.Equal(200, repeats.Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 200).Select(nonce => (ulong)nonce), _chain.Mined.Select(transaction => transaction.Nonce));
        for (var i = 0; i < 200; i++)
            Assert.True(verdicts[i] is SettlementVerdict.Unknown || verdicts[i] == repeats[i]);
    }

    [Fact]
    public async Task One_payment_asked_for_by_many_engines_at_once_is_one_transaction()
    {
        var (engines, payment) = (Enumerable.Range(0, 4).Select(_ => Engine(journal: _journal)).ToArray(), Payment());
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => Task.Run(() => SettleAsync(engines[i % 4], payment))));

        Assert.IsType<SettlementVerdict.Moved>(Assert.Single(verdicts.Distinct()));
        Assert.Single(_chain.Accepted.DistinctBy(transaction => transaction.Nonce));
    }

    /// <summary>The journal waits in its first step.</summary>
    private TaskCompletionSource Hold()
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _failing.Before = step => step == 1 ? hold.Task : Task.CompletedTask;
        return hold;
    }

    private TransactionWriter Writer(List<ulong> sent)
    {
        var parts = new SettlementParts(_chain, ChainId, new ExactEvmChain(_chain), _failing, Default, TimeProvider.System);
        return new TransactionWriter(parts, new SignerAccount(parts, new UncheckedSigner()), transaction =>
        {
            sent.Add(transaction.Nonce);
            return new TransactionWatch(transaction, null);
        });
    }

    private static Task<Submission> WriteAsync(TransactionWriter writer, ExactEvmInspection payment)
    {
        var template = new Eip1559Transaction
        {
            ChainId = ChainId,
            Nonce = 0,
            MaxFeePerGas = 3_000_000_000,
            MaxPriorityFeePerGas = 1_000_000_000,
            GasLimit = 140_000,
            To = payment.Terms.Asset,
            Data = ExactEvmChain.TransferCall(payment.Payload),
        };
        return writer.WriteAsync(template, [new SettlementAttempt(payment).Payment]);
    }

    private SettlementEngine Engine(ISettlementJournal? journal = null) => Engine(_chain, journal ?? _failing, Default);

    private static ExactEvmInspection Payment() => TestPayments.New();

    /// <summary>Every third signature fails.</summary>
    private sealed class FaultySigner : IEthereumSigner
    {
        private readonly UncheckedSigner _inner = new();
        private int _signatures;

        public Address Address => _inner.Address;

        public ValueTask<EcdsaSignature> SignAsync(Bytes32 digest, CancellationToken cancellationToken = default) =>
            Interlocked.Increment(ref _signatures) % 3 == 0 ? throw new IOException("the key store is away") : _inner.SignAsync(digest, cancellationToken);
    }

    /// <summary>Counts the steps that add transactions, holds them up and fails some, before they reach the store or after.</summary>
    private sealed class FailingJournal(ISettlementJournal inner) : PassingJournal(inner)
    {
        private int _steps;

        public int Steps => Volatile.Read(ref _steps);

        public Func<int, Task> Before { get; set; } = _ => Task.CompletedTask;

        public Func<bool> Fails { get; set; } = () => false;

        public bool FailsAfterWriting { get; set; }

        public override async ValueTask<IReadOnlyList<JournalAddition>> AddManyAsync(IReadOnlyList<JournaledTransaction> transactions, CancellationToken cancellationToken = default)
        {
            await Before(Interlocked.Increment(ref _steps));
            await Task.Delay(1, cancellationToken);
            var fails = Fails();
            if (fails && !FailsAfterWriting)
                throw new IOException("disk full");

            var additions = await base.AddManyAsync(transactions, cancellationToken);
            return fails ? throw new IOException("no answer") : additions;
        }
    }
}
