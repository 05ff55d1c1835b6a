using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.AspNetCore;

public abstract partial class PaymentLedgerContract
{
    private static readonly ExposureLimits Limits = new(PerPayer: 10, Total: 15);

    [Fact]
    public async Task A_deferred_payment_is_replayed_and_taken_when_due()
    {
        var queued = await DeferredAsync(1, 3, dueIn: 5);
        Assert.Equal((LedgerState.Queued, 3L), (queued.State, queued.DeferredMicros));
        AssertSame(queued, Assert.IsType<ClaimOutcome.Replayed>(await Other.ClaimAsync(Claim(1))).Entry);
        Assert.Empty(await Other.TakeQueuedAsync(10));

        Time.Now += TimeSpan.FromSeconds(5);
        var taken = Assert.Single(await Other.TakeQueuedAsync(10));
        Assert.Equal((LedgerState.Settling, 1, "second"), (taken.State, taken.Attempts, taken.Owner));
        Assert.Equal(Request, taken.Request.ToArray());
        Assert.Empty(await Ledger.TakeQueuedAsync(10));
        Assert.IsType<ClaimOutcome.Replayed>(await Ledger.ClaimAsync(Claim(1)));

        var again = await Other.MoveAsync(taken, new LedgerMove(LedgerState.Queued) { DueAt = Time.Now.AddSeconds(1), Detail = "No node answers." });
        Assert.NotNull(again);
        AssertSame(again, await Ledger.FindAsync(Key(1)));
        Time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(2, Assert.Single(await Ledger.TakeQueuedAsync(10)).Attempts);
    }

    [Fact]
    public async Task What_a_payer_has_open_is_limited_and_settling_makes_room()
    {
        await DeferredAsync(1, 6);
        await DeferredAsync(2, 4);
        Assert.Equal(new Exposure(10, 0), await Other.ReadExposureAsync(Payer));
        var waiting = await ClaimedAsync(3);
        Assert.IsType<DeferOutcome.OverLimit>(await Ledger.DeferAsync(waiting, Request, 1, Limits, Time.Now));
        AssertSame(waiting, await Ledger.FindAsync(Key(3)));

        await FinishAsync(1, new LedgerMove(LedgerState.Settled) { Result = Receipt });
        Assert.Equal(new Exposure(4, 0), await Other.ReadExposureAsync(Payer));
        Assert.IsType<DeferOutcome.Deferred>(await Ledger.DeferAsync(waiting, Request, 6, Limits, Time.Now));
    }

    [Fact]
    public async Task What_all_payers_have_open_is_limited()
    {
        await DeferredAsync(1, 10);
        await DeferredAsync(2, 5, payer: OtherPayer);
        Assert.Equal(new Exposure(15, 0), await Other.ReadExposureAsync(null));
        var third = Address.Parse("0x90f79bf6eb2c4f870365e785982e1f101e93b906");
        var claimed = Assert.IsType<ClaimOutcome.Claimed>(await Ledger.ClaimAsync(Claim(3, payer: third))).Entry;
        Assert.IsType<DeferOutcome.OverLimit>(await Ledger.DeferAsync(claimed, Request, 1, Limits, Time.Now));
    }

    [Fact]
    public async Task What_a_payer_never_paid_counts_against_it_and_against_nobody_else()
    {
        await DeferredAsync(1, 10);
        await FinishAsync(1, new LedgerMove(LedgerState.Failed) { Result = Refusal });
        Assert.Equal(new Exposure(0, 10), await Other.ReadExposureAsync(Payer));
        Assert.Equal(new Exposure(0, 10), await Other.ReadExposureAsync(null));
        Assert.IsType<DeferOutcome.OverLimit>(await Ledger.DeferAsync(await ClaimedAsync(2), Request, 1, Limits, Time.Now));

        await DeferredAsync(3, 10, payer: OtherPayer);
        Time.Now += TimeSpan.FromDays(365);
        await Ledger.SweepAsync();
        Assert.Equal(new Exposure(0, 10), await Other.ReadExposureAsync(Payer));
    }

    [Fact]
    public async Task An_unknown_deferred_payment_stays_open_and_is_replayed()
    {
        await DeferredAsync(1, 7);
        var unknown = await FinishAsync(1, new LedgerMove(LedgerState.Unknown) { DueAt = Time.Now.AddSeconds(10) });
        AssertSame(unknown, Assert.IsType<ClaimOutcome.Replayed>(await Other.ClaimAsync(Claim(1))).Entry);
        Assert.Equal(new Exposure(7, 0), await Other.ReadExposureAsync(Payer));

        Time.Now += TimeSpan.FromSeconds(10);
        var taken = Assert.Single(await Ledger.TakeUnresolvedAsync(10));
        Assert.Equal(new Exposure(7, 0), await Other.ReadExposureAsync(Payer));
        await MovedAsync(taken, new LedgerMove(LedgerState.Settled) { Result = Receipt });
        Assert.Equal(default, await Other.ReadExposureAsync(Payer));
    }

    [Fact]
    public async Task Racing_deferrals_never_exceed_a_limit()
    {
        var entries = new List<LedgerEntry>();
        for (var i = 0; i < 40; i++)
            entries.Add(await ClaimedAsync(i, i % 2 == 0 ? Ledger : Other));

        var outcomes = await Task.WhenAll(entries.Select((entry, i) => Task.Run(async () => await (i % 2 == 0 ? Ledger : Other).DeferAsync(entry, Request, 1, Limits, Time.Now))));
        Assert.Equal(10, outcomes.Count(outcome => outcome is DeferOutcome.Deferred));
        Assert.Equal(30, outcomes.Count(outcome => outcome is DeferOutcome.OverLimit));
        Assert.Equal(new Exposure(10, 0), await Ledger.ReadExposureAsync(Payer));
    }

    [Fact]
    public async Task Queued_payments_are_taken_once_by_racing_processes_and_no_more_than_asked_for()
    {
        var many = new ExposureLimits(1000, 1000);
        for (var i = 0; i < 30; i++)
            Assert.IsType<DeferOutcome.Deferred>(await Ledger.DeferAsync(await ClaimedAsync(i), Request, 1, many, Time.Now));
        Assert.Equal(4, (await Ledger.TakeQueuedAsync(4)).Count);

        var taken = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(async () => await (i % 2 == 0 ? Ledger : Other).TakeQueuedAsync(26))));
        Assert.Equal(26, taken.SelectMany(some => some).Select(entry => entry.Key).Distinct().Count());
        Assert.Equal(26, taken.Sum(some => some.Count));
    }

    private async Task<LedgerEntry> DeferredAsync(int nonce, long micros, int dueIn = 0, Address? payer = null)
    {
        var claimed = Assert.IsType<ClaimOutcome.Claimed>(await Ledger.ClaimAsync(Claim(nonce, payer: payer))).Entry;
        return Assert.IsType<DeferOutcome.Deferred>(await Ledger.DeferAsync(claimed, Request, micros, Limits, Time.Now.AddSeconds(dueIn))).Entry;
    }

    private async Task<LedgerEntry> FinishAsync(int nonce, LedgerMove move)
    {
        var taken = (await Ledger.TakeQueuedAsync(100)).Single(entry => entry.Key.Nonce == Key(nonce).Nonce);
        return await MovedAsync(taken, move);
    }
}
