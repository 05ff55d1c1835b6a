using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public abstract partial class PaymentLedgerContract
{
    [Fact]
    public async Task Of_racing_moves_exactly_one_wins()
    {
        var entry = await ClaimedAsync(1);
        var moves = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
            await Ledger.MoveAsync(entry, new LedgerMove(LedgerState.Settling) { Request = Request }))));
        Assert.Single(moves, moved => moved is not null);
    }

    [Fact]
    public async Task A_move_from_an_old_version_changes_nothing()
    {
        var claimed = await ClaimedAsync(1);
        var settling = await MovedAsync(claimed, new LedgerMove(LedgerState.Settling) { Request = Request });
        Assert.Null(await Ledger.MoveAsync(claimed, new LedgerMove(LedgerState.Settling) { Request = Request }));
        Assert.False(await Ledger.ReleaseAsync(claimed));
        AssertSame(settling, await Other.FindAsync(Key(1)));
    }

    [Fact]
    public async Task An_entry_keeps_everything_through_its_moves()
    {
        var settling = await SettlingAsync(1);
        Time.Now += TimeSpan.FromMilliseconds(1234);
        var unknown = await MovedAsync(settling, new LedgerMove(LedgerState.Unknown) { DueAt = Time.Now.AddSeconds(3), Transaction = Receipt.Transaction, Detail = "No receipt in time: \"€\"." });
        AssertSame(unknown, await Other.FindAsync(Key(1)));

        Time.Now += TimeSpan.FromSeconds(3);
        var taken = Assert.Single(await Ledger.TakeUnresolvedAsync(10));
        Time.Now += TimeSpan.FromSeconds(1);
        var settled = await MovedAsync(taken, new LedgerMove(LedgerState.Settled) { Result = Receipt });
        AssertSame(settled, await Other.FindAsync(Key(1)));
        Assert.Equal((1, Receipt), (settled.Attempts, settled.Result!));
        Assert.Equal(Request, taken.Request.ToArray());
        Assert.True(settled.Request.IsEmpty);
    }

    [Fact]
    public async Task The_history_tells_every_change()
    {
        var settling = await SettlingAsync(1);
        Time.Now += TimeSpan.FromSeconds(1);
        await MovedAsync(settling, new LedgerMove(LedgerState.Unknown) { DueAt = Time.Now, Transaction = Receipt.Transaction, Detail = "No receipt in time." });
        Time.Now += TimeSpan.FromSeconds(1);
        var taken = Assert.Single(await Other.TakeUnresolvedAsync(10));
        await Other.MoveAsync(taken, new LedgerMove(LedgerState.Settled) { Result = Receipt });

        Assert.Equal(
            [
                new LedgerEvent(Start, 1, LedgerState.Claimed, "first"),
                new LedgerEvent(Start, 2, LedgerState.Settling, "first"),
                new LedgerEvent(Start.AddSeconds(1), 3, LedgerState.Unknown, "first", Receipt.Transaction, "No receipt in time."),
                new LedgerEvent(Start.AddSeconds(2), 4, LedgerState.Settling, "second", Receipt.Transaction),
                new LedgerEvent(Start.AddSeconds(2), 5, LedgerState.Settled, "second", Receipt.Transaction),
            ],
            await Ledger.ReadHistoryAsync(Key(1)));
        Assert.Empty(await Ledger.ReadHistoryAsync(Key(2)));
    }

    [Fact]
    public async Task What_was_sent_once_and_surely_did_not_arrive_can_be_released_what_was_resumed_cannot()
    {
        Assert.True(await Ledger.ReleaseAsync(await SettlingAsync(1)));
        Assert.Null(await Ledger.FindAsync(Key(1)));

        await EndAsync(2, LedgerState.Unknown);
        var resumed = Assert.IsType<ClaimOutcome.Resumed>(await Ledger.ClaimAsync(Claim(2))).Entry;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Ledger.ReleaseAsync(resumed));
    }

    [Fact]
    public async Task Nobody_takes_an_unknown_payment_before_it_is_due_or_a_settling_one_while_its_process_lives()
    {
        await EndAsync(1, LedgerState.Unknown);
        await SettlingAsync(2);
        await ClaimedAsync(3);
        Assert.Empty(await Other.TakeUnresolvedAsync(10));

        Time.Now += TimeSpan.FromSeconds(10);
        Assert.Equal(Key(1), Assert.Single(await Other.TakeUnresolvedAsync(10)).Key);
        Assert.Empty(await Other.TakeUnresolvedAsync(10));

        await KillFirstAsync();
        var orphan = Assert.Single(await Other.TakeUnresolvedAsync(10));
        Assert.Equal((Key(2), "second", 1), (orphan.Key, orphan.Owner, orphan.Attempts));
        AssertSame(orphan, await Ledger.FindAsync(Key(2)));
    }

    [Fact]
    public async Task Unresolved_payments_are_taken_once_by_racing_processes_and_no_more_than_asked_for()
    {
        for (var i = 0; i < 30; i++)
            await EndAsync(i, LedgerState.Unknown);
        Time.Now += TimeSpan.FromSeconds(10);
        Assert.Equal(4, (await Ledger.TakeUnresolvedAsync(4)).Count);

        var taken = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(async () => await (i % 2 == 0 ? Ledger : Other).TakeUnresolvedAsync(26))));
        Assert.Equal(26, taken.Sum(some => some.Count));
        Assert.Equal(26, taken.SelectMany(some => some).Select(entry => entry.Key).Distinct().Count());
    }

    [Fact]
    public async Task Nothing_that_may_still_move_money_is_ever_forgotten()
    {
        await EndAsync(1, LedgerState.Unknown);
        await SettlingAsync(2);
        Assert.IsType<DeferOutcome.Deferred>(await Ledger.DeferAsync(await ClaimedAsync(3), Request, 1, new ExposureLimits(10, 10), Time.Now));
        Time.Now += TimeSpan.FromDays(3650);
        await Ledger.SweepAsync();
        for (var i = 1; i <= 3; i++)
            Assert.NotNull(await Other.FindAsync(Key(i)));
    }

    [Fact]
    public async Task Entries_are_read_by_state_payer_and_time()
    {
        await EndAsync(1, LedgerState.Settled);
        Time.Now += TimeSpan.FromSeconds(1);
        await EndAsync(2, LedgerState.Failed);
        Time.Now += TimeSpan.FromSeconds(1);
        await Ledger.ClaimAsync(Claim(3, payer: OtherPayer));

        Assert.Equal([Key(1), Key(2), Key(3, OtherPayer)], await ReadAsync(new LedgerFilter()));
        Assert.Equal([Key(2)], await ReadAsync(new LedgerFilter { State = LedgerState.Failed }));
        Assert.Equal([Key(3, OtherPayer)], await ReadAsync(new LedgerFilter { Payer = OtherPayer }));
        Assert.Equal([Key(2)], await ReadAsync(new LedgerFilter { From = Start.AddSeconds(1), Until = Start.AddSeconds(2) }));
    }

    private async Task<IReadOnlyList<CrawlGate.X402.AuthorizationKey>> ReadAsync(LedgerFilter filter)
    {
        var keys = new List<CrawlGate.X402.AuthorizationKey>();
        await foreach (var entry in Other.ReadAsync(filter))
            keys.Add(entry.Key);
        return keys;
    }
}
