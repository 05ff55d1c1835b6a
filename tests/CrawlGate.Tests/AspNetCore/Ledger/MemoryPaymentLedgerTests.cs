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
        Time.Now += TimeSpan.FromMinutes(66);
        await Ledger.SweepAsync();
        Assert.Equal(Key(100), Assert.Single(_store.Slots).Key);

        Time.Now += TimeSpan.FromDays(90);
        await Ledger.SweepAsync();
        Assert.Empty(_store.Slots);
    }
}
