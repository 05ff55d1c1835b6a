using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.AspNetCore;

public abstract partial class PaymentLedgerContract
{
    [Fact]
    public async Task Of_a_hundred_racing_claims_of_two_processes_exactly_one_wins()
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var claims = Enumerable.Range(0, 100).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await (i % 2 == 0 ? Ledger : Other).ClaimAsync(Claim(1));
        })).ToArray();
        start.SetResult();

        var outcomes = await Task.WhenAll(claims);
        Assert.Single(outcomes, outcome => outcome is ClaimOutcome.Claimed);
        Assert.Equal(99, outcomes.Count(outcome => outcome is ClaimOutcome.InFlight));
    }

    [Fact]
    public async Task A_claim_is_found_as_it_was_made()
    {
        var entry = Assert.IsType<ClaimOutcome.Claimed>(await Ledger.ClaimAsync(Claim(1, identifier: "order-0123456789abcdef"))).Entry;
        Assert.Equal(LedgerState.Claimed, entry.State);
        Assert.Equal("first", entry.Owner);
        Assert.Equal(Start, entry.OpenedAt);
        AssertSame(entry, await Other.FindAsync(Key(1)));
        Assert.Null(await Other.FindAsync(Key(2)));
    }

    [Theory]
    [InlineData(84532, 2)]
    [InlineData(8453, 1)]
    public async Task Another_chain_or_nonce_is_another_payment(int chain, int nonce)
    {
        await ClaimedAsync(1);
        var other = Claim(nonce) with { Key = Key(nonce) with { ChainId = (ulong)chain } };
        Assert.IsType<ClaimOutcome.Claimed>(await Ledger.ClaimAsync(other));
    }

    [Fact]
    public async Task A_claimed_payment_conflicts_on_another_page_and_in_another_authorization()
    {
        await ClaimedAsync(1);
        Assert.IsType<ClaimOutcome.Conflict>(await Other.ClaimAsync(Claim(1, Page + "2")));
        Assert.IsType<ClaimOutcome.Conflict>(await Other.ClaimAsync(Claim(1) with { Fingerprint = default(Bytes32) }));
    }

    [Fact]
    public async Task An_identifier_names_one_payment_of_its_payer()
    {
        const string name = "order-0123456789abcdef";
        await Ledger.ClaimAsync(Claim(1, identifier: name));
        var taken = Assert.IsType<ClaimOutcome.IdentifierTaken>(await Other.ClaimAsync(Claim(2, identifier: name)));
        Assert.Equal(Key(1), taken.Entry.Key);
        Assert.Null(await Ledger.FindAsync(Key(2)));

        Assert.IsType<ClaimOutcome.InFlight>(await Other.ClaimAsync(Claim(1, identifier: name)));
        Assert.IsType<ClaimOutcome.Claimed>(await Other.ClaimAsync(Claim(2, identifier: name, payer: OtherPayer)));
        Assert.IsType<ClaimOutcome.Claimed>(await Other.ClaimAsync(Claim(3, identifier: name.ToUpperInvariant())));
    }

    [Fact]
    public async Task Of_racing_payments_with_one_identifier_exactly_one_wins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 50).Select(i => Task.Run(async () =>
            await (i % 2 == 0 ? Ledger : Other).ClaimAsync(Claim(i, identifier: "order-0123456789abcdef")))));
        Assert.Single(outcomes, outcome => outcome is ClaimOutcome.Claimed);
        Assert.Equal(49, outcomes.Count(outcome => outcome is ClaimOutcome.IdentifierTaken));
    }

    [Fact]
    public async Task A_released_payment_can_be_claimed_again_for_any_page_and_its_identifier_too()
    {
        var entry = Assert.IsType<ClaimOutcome.Claimed>(await Ledger.ClaimAsync(Claim(1, identifier: "order-0123456789abcdef"))).Entry;
        Assert.True(await Ledger.ReleaseAsync(entry));
        Assert.False(await Ledger.ReleaseAsync(entry));
        Assert.IsType<ClaimOutcome.Claimed>(await Other.ClaimAsync(Claim(2, Page + "2", identifier: "order-0123456789abcdef")));
        Assert.IsType<ClaimOutcome.Claimed>(await Other.ClaimAsync(Claim(1, Page + "2")));
        Assert.False(await Ledger.ReleaseAsync(entry));
    }

    [Fact]
    public async Task A_claim_of_a_process_that_is_gone_is_taken_over_for_any_page()
    {
        var lost = await ClaimedAsync(1);
        Time.Now += TimeSpan.FromSeconds(9);
        await Other.KeepAliveAsync();
        Assert.IsType<ClaimOutcome.InFlight>(await Other.ClaimAsync(Claim(1)));

        await KillFirstAsync();
        var mine = Assert.IsType<ClaimOutcome.Claimed>(await Other.ClaimAsync(Claim(1, Page + "2"))).Entry;
        Assert.Equal(("second", 2L, Start), (mine.Owner, mine.Version, mine.OpenedAt));
        AssertSame(mine, await Ledger.FindAsync(Key(1)));

        // The first one was only asleep: whatever it still tries comes too late.
        Assert.Null(await Ledger.MoveAsync(lost, new LedgerMove(LedgerState.Settling) { Request = Request }));
        Assert.False(await Ledger.ReleaseAsync(lost));
        Assert.IsType<DeferOutcome.Lost>(await Ledger.DeferAsync(lost, Request, 1, new ExposureLimits(10, 10), Time.Now));
    }

    [Fact]
    public async Task A_process_that_reports_keeps_its_claims()
    {
        await ClaimedAsync(1);
        for (var i = 0; i < 5; i++)
        {
            Time.Now += TimeSpan.FromSeconds(8);
            await Ledger.KeepAliveAsync();
            await Other.KeepAliveAsync();
        }

        Assert.IsType<ClaimOutcome.InFlight>(await Other.ClaimAsync(Claim(1)));
    }

    [Fact]
    public async Task Of_racing_takeovers_exactly_one_wins()
    {
        await ClaimedAsync(1);
        await KillFirstAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await Other.ClaimAsync(Claim(1)))));
        Assert.Single(outcomes, outcome => outcome is ClaimOutcome.Claimed);
        Assert.Equal(49, outcomes.Count(outcome => outcome is ClaimOutcome.InFlight));
    }

    [Theory]
    [InlineData(LedgerState.Settled)]
    [InlineData(LedgerState.Failed)]
    public async Task A_finished_payment_is_replayed_with_its_result(LedgerState end)
    {
        var entry = await EndAsync(1, end);
        var replay = Assert.IsType<ClaimOutcome.Replayed>(await Other.ClaimAsync(Claim(1)));
        AssertSame(entry, replay.Entry);
        Assert.IsType<ClaimOutcome.Conflict>(await Other.ClaimAsync(Claim(1, Page + "2")));
    }

    [Fact]
    public async Task An_unknown_payment_that_is_presented_again_is_resumed_by_one()
    {
        await EndAsync(1, LedgerState.Unknown);
        var resumed = Assert.IsType<ClaimOutcome.Resumed>(await Other.ClaimAsync(Claim(1))).Entry;
        Assert.Equal((LedgerState.Settling, 2, "second"), (resumed.State, resumed.Attempts, resumed.Owner));
        Assert.Equal(Request, resumed.Request.ToArray());
        Assert.IsType<ClaimOutcome.InFlight>(await Ledger.ClaimAsync(Claim(1)));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Other.ReleaseAsync(resumed));
    }

    [Fact]
    public async Task A_settling_payment_of_a_process_that_is_gone_is_resumed_never_claimed_anew()
    {
        var lost = await SettlingAsync(1);
        Assert.IsType<ClaimOutcome.InFlight>(await Other.ClaimAsync(Claim(1)));
        await KillFirstAsync();
        Assert.IsType<ClaimOutcome.Conflict>(await Other.ClaimAsync(Claim(1, Page + "2")));
        Assert.IsType<ClaimOutcome.Resumed>(await Other.ClaimAsync(Claim(1)));
        Assert.Null(await Ledger.MoveAsync(lost, new LedgerMove(LedgerState.Settled) { Result = Receipt }));
    }
}
