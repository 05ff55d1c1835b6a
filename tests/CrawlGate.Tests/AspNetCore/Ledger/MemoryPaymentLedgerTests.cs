using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class MemoryPaymentLedgerTests : PaymentLedgerContract
{
    private readonly MemoryPaymentLedger _ledger;

    public MemoryPaymentLedgerTests() => _ledger = new MemoryPaymentLedger(Time);

    public override IPaymentLedger Ledger => _ledger;

    [Fact]
    public async Task Payments_that_expired_long_ago_are_forgotten()
    {
        for (byte nonce = 0; nonce < 100; nonce++)
            await _ledger.ClaimAsync(Key(nonce), "GET /", Start.AddMinutes(5));
        Time.Now += TimeSpan.FromMinutes(66);
        await _ledger.ClaimAsync(Key(200), "GET /", Start.AddMinutes(70));
        Assert.Equal(1, _ledger.Count);
    }
}
