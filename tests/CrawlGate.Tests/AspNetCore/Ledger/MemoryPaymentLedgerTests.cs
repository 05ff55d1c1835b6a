using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class MemoryPaymentLedgerTests : PaymentLedgerContract
{
    private readonly MemoryLedgerStore _store = new();

    internal override IPaymentLedger Connect(LedgerSettings settings) => new MemoryPaymentLedger(Time, settings, _store);

    [Fact]
    public async Task Payments_that_ended_are_forgotten_when_they_expired_long_ago()
    {
        for (var nonce = 0; nonce < 100; nonce++)
            await ClaimedAsync(nonce);
        await EndAsync(100, LedgerState.Settled);
        await EndAsync(101, LedgerState.Unknown);
        Time.Now += TimeSpan.FromMinutes(64);
        await Ledger.SweepAsync();
        Assert.Equal(102, _store.Slots.Count);

        // Memory would fill up if it kept for as long as a disk can.
        Time.Now += TimeSpan.FromMinutes(2);
        await Ledger.SweepAsync();
        Assert.Equal(Key(101), Assert.Single(_store.Slots).Key);
    }
}
