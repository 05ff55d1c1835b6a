using System.Buffers.Binary;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

/// <summary>What every settlement journal promises. A store's own test class opens journals of several processes on one store.</summary>
public abstract class SettlementJournalContract : IAsyncLifetime
{
    private const ulong ChainId = 84532;

    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly Address Signer = Address.Parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");

    private static readonly Address OtherSigner = Address.Parse("0x70997970c51812dc3a010c7d01b50e0d17dc79c8");

    private static readonly JournaledResult Moved = new(Hash(9), null);

    protected ISettlementJournal Journal { get; private set; } = null!;

    /// <summary>The journal of another process that shares the store.</summary>
    protected ISettlementJournal Other { get; private set; } = null!;

    /// <summary>Opens a journal on this test's store.</summary>
    protected abstract Task<ISettlementJournal> OpenAsync();

    /// <summary>Makes an empty store.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Removes the store.</summary>
    protected virtual Task RemoveAsync() => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        await PrepareAsync();
        (Journal, Other) = (await OpenAsync(), await OpenAsync());
    }

    public Task DisposeAsync() => RemoveAsync();

    [Fact]
    public async Task A_transaction_is_read_as_it_was_written()
    {
        var written = Transaction(5, 1, 2);
        Assert.IsType<JournalAddition.Added>(await Journal.AddAsync(written));
        AssertSame(written, Assert.Single(await Other.ReadOpenAsync(ChainId, Signer)));
        AssertSame(written, await Other.FindAsync(Key(2)));
        Assert.Null(await Other.FindAsync(Key(3)));
        Assert.Equal(6ul, await Other.NextNonceAsync(ChainId, Signer));
        Assert.Null(await Other.NextNonceAsync(ChainId, OtherSigner));
        Assert.Null(await Other.NextNonceAsync(8453, Signer));
        Assert.Empty(await Other.ReadOpenAsync(ChainId, OtherSigner));
    }

    [Fact]
    public async Task Of_racing_transactions_with_one_nonce_exactly_one_is_added()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(async () => await (i % 2 == 0 ? Journal : Other).AddAsync(Transaction(0, i)))));
        Assert.Single(outcomes, outcome => outcome is JournalAddition.Added);
        Assert.Equal(49, outcomes.Count(outcome => outcome is JournalAddition.NonceTaken));
        Assert.Single(Assert.Single(await Journal.ReadOpenAsync(ChainId, Signer)).Payments);
    }

    [Fact]
    public async Task Of_racing_transactions_with_one_payment_exactly_one_is_added_and_a_batch_with_it_is_refused_whole()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(async () => await (i % 2 == 0 ? Journal : Other).AddAsync(Transaction((ulong)i, 7)))));
        var winner = Array.FindIndex(outcomes, outcome => outcome is JournalAddition.Added);
        Assert.Equal(49, outcomes.OfType<JournalAddition.PaymentTaken>().Count(taken => taken.Payment == Key(7) && taken.By.Nonce == (ulong)winner));

        Assert.IsType<JournalAddition.PaymentTaken>(await Journal.AddAsync(Transaction(99, 1, 7, 2)));
        Assert.Null(await Journal.FindAsync(Key(1)));
        Assert.IsType<JournalAddition.Added>(await Journal.AddAsync(Transaction(99, 1, 2)));
    }

    [Fact]
    public async Task Transactions_are_added_together()
    {
        Assert.Equal(3, (await Journal.AddManyAsync([Transaction(4, 1), Transaction(5, 2, 3), Transaction(6)])).OfType<JournalAddition.Added>().Count());
        Assert.Equal([4, 5, 6], (await Other.ReadOpenAsync(ChainId, Signer)).Select(transaction => transaction.Nonce));
        Assert.Equal(5ul, (await Other.FindAsync(Key(3)))!.Nonce);
        Assert.Equal(7ul, await Other.NextNonceAsync(ChainId, Signer));
    }

    [Fact]
    public async Task A_payment_that_is_taken_keeps_its_transaction_and_all_after_it_out()
    {
        await Other.AddAsync(Transaction(0, 7));
        var additions = await Journal.AddManyAsync([Transaction(1, 1), Transaction(2, 2, 7), Transaction(3, 3)]);
        Assert.IsType<JournalAddition.Added>(additions[0]);
        Assert.Equal((2, Key(7), 0ul), (additions.Count, ((JournalAddition.PaymentTaken)additions[1]).Payment, ((JournalAddition.PaymentTaken)additions[1]).By.Nonce));
        Assert.Null(await Other.FindAsync(Key(2)));
        Assert.Null(await Other.FindAsync(Key(3)));
        Assert.Equal(2ul, await Other.NextNonceAsync(ChainId, Signer));

        var twice = await Journal.AddManyAsync([Transaction(2, 4), Transaction(3, 4)]);
        Assert.Equal(2ul, Assert.IsType<JournalAddition.PaymentTaken>(twice[1]).By.Nonce);
    }

    [Fact]
    public async Task A_nonce_that_is_taken_keeps_its_transaction_and_all_after_it_out()
    {
        await Other.AddAsync(Transaction(5, 7));
        var additions = await Journal.AddManyAsync([Transaction(4, 1), Transaction(5, 2), Transaction(6, 3)]);
        Assert.Equal([typeof(JournalAddition.Added), typeof(JournalAddition.NonceTaken)], additions.Select(addition => addition.GetType()));
        Assert.Null(await Other.FindAsync(Key(2)));
        Assert.Null(await Other.FindAsync(Key(3)));
    }

    [Fact]
    public async Task Of_racing_groups_with_the_same_nonces_one_is_added_and_no_nonce_is_left_out()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
            await (i % 2 == 0 ? Journal : Other).AddManyAsync([.. Enumerable.Range(0, 5).Select(nonce => Transaction((ulong)nonce, (i * 5) + nonce))]))));
        Assert.Single(outcomes, outcome => outcome.Count == 5 && outcome.All(addition => addition is JournalAddition.Added));
        Assert.Equal(19, outcomes.Count(outcome => outcome is [JournalAddition.NonceTaken]));
        Assert.Equal([0, 1, 2, 3, 4], (await Journal.ReadOpenAsync(ChainId, Signer)).Select(transaction => transaction.Nonce));
    }

    [Fact]
    public async Task Another_account_has_its_own_nonces()
    {
        Assert.IsType<JournalAddition.Added>(await Journal.AddAsync(Transaction(3, 1)));
        Assert.IsType<JournalAddition.Added>(await Journal.AddAsync(Transaction(3, 2) with { Signer = OtherSigner }));
        Assert.IsType<JournalAddition.Added>(await Journal.AddAsync(Transaction(3, 3) with { ChainId = 8453 }));
        Assert.Equal(4ul, await Journal.NextNonceAsync(ChainId, OtherSigner));
    }

    [Fact]
    public async Task A_replacement_swaps_one_version_for_the_next()
    {
        var first = Transaction(0, 1);
        await Journal.AddAsync(first);
        var bumped = first with { Version = 2, Broadcasts = [.. first.Broadcasts, new SignedBroadcast(Hash(100), new byte[] { 4, 5 }, UInt256.MaxValue, 7, Start.AddSeconds(30))] };
        var wins = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await (i % 2 == 0 ? Journal : Other).ReplaceAsync(first, bumped))));
        Assert.Single(wins, won => won);
        AssertSame(bumped, await Other.FindAsync(Key(1)));
        Assert.False(await Journal.ReplaceAsync(Transaction(1, 2), Transaction(1, 2) with { Version = 2 }));
    }

    [Fact]
    public async Task A_settled_payment_is_never_put_into_another_transaction_a_failed_one_may_be()
    {
        await Journal.AddAsync(Transaction(0, 1, 2));
        await CloseAsync(Moved, new JournaledResult(null, "invalid_exact_evm_transaction_failed"));
        Assert.Empty(await Other.ReadOpenAsync(ChainId, Signer));
        Assert.Equal(Moved, (await Other.FindAsync(Key(1)))!.Payments[0].Result);

        Assert.IsType<JournalAddition.PaymentTaken>(await Other.AddAsync(Transaction(1, 1)));
        Assert.IsType<JournalAddition.Added>(await Other.AddAsync(Transaction(1, 2)));
        Assert.Equal(1ul, (await Journal.FindAsync(Key(2)))!.Nonce);
    }

    [Fact]
    public async Task Open_transactions_come_by_nonce()
    {
        foreach (var nonce in new ulong[] { 300, 2, 10, 256 })
            await Journal.AddAsync(Transaction(nonce, (int)nonce));
        Assert.Equal([2, 10, 256, 300], (await Other.ReadOpenAsync(ChainId, Signer)).Select(transaction => transaction.Nonce));
        Assert.Equal(301ul, await Other.NextNonceAsync(ChainId, Signer));
    }

    [Fact]
    public async Task What_is_open_or_can_still_be_presented_is_not_forgotten_and_nonces_never_are()
    {
        await Journal.AddAsync(Transaction(0, 1, 2));
        await Journal.AddAsync(Transaction(1, 3));
        var end = Start.AddMinutes(5);
        await Journal.SweepAsync(end.AddYears(1));
        Assert.NotNull(await Other.FindAsync(Key(3)));

        await CloseAsync(Moved, Moved);
        await Journal.SweepAsync(end);
        Assert.NotNull(await Other.FindAsync(Key(1)));
        await Journal.SweepAsync(end.AddSeconds(1));
        Assert.Null(await Other.FindAsync(Key(1)));

        await CloseAsync(Moved);
        await Journal.SweepAsync(end.AddSeconds(1));
        Assert.Equal(2ul, await Other.NextNonceAsync(ChainId, Signer));
    }

    private async Task CloseAsync(params JournaledResult[] results)
    {
        var open = (await Journal.ReadOpenAsync(ChainId, Signer))[0];
        var closed = open with
        {
            Version = open.Version + 1,
            IsOpen = false,
            Mined = open.Broadcasts[0].Hash,
            Payments = [.. open.Payments.Select((payment, i) => payment with { Result = results[i] })],
        };
        Assert.True(await Journal.ReplaceAsync(open, closed));
    }

    private static JournaledTransaction Transaction(ulong nonce, params int[] payments) => new()
    {
        ChainId = ChainId,
        Signer = Signer,
        Nonce = nonce,
        Version = 1,
        Broadcasts = [new SignedBroadcast(Hash((int)nonce + 1000), new byte[] { 2, 0, 255 }, 200_000_000_000, 1, Start)],
        Payments = [.. payments.Select(payment => new JournaledPayment(
            Key(payment), new Eip3009Authorization(Key(payment).Payer, OtherSigner, UInt256.MaxValue, 0, (ulong)Start.AddMinutes(5).ToUnixTimeSeconds(), Key(payment).Nonce)))],
        IsOpen = true,
        CreatedAt = Start,
    };

    private static AuthorizationKey Key(int nonce) => new(ChainId, Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e"), Address.Parse("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc"), Hash(nonce));

    private static Bytes32 Hash(int number)
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(28), number);
        return new Bytes32(bytes);
    }

    private static void AssertSame(JournaledTransaction expected, JournaledTransaction? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Payments, actual.Payments);
        Assert.Equal(expected.Broadcasts.Select(broadcast => Convert.ToHexString(broadcast.Raw.Span)), actual.Broadcasts.Select(broadcast => Convert.ToHexString(broadcast.Raw.Span)));
        Assert.Equal(expected.Broadcasts.Select(broadcast => broadcast with { Raw = default }), actual.Broadcasts.Select(broadcast => broadcast with { Raw = default }));
        Assert.Equal(expected with { Payments = [], Broadcasts = [] }, actual with { Payments = [], Broadcasts = [] });
    }
}
