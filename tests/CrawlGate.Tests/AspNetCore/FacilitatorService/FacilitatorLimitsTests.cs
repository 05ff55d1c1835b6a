using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.AspNetCore;

public sealed class FacilitatorLimitsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly FacilitatorServiceSettings Limits = new(true, "/x402", [], UInt256.Parse("2000000000"), UInt256.Parse("10000000000000000"));

    [Theory]
    [InlineData("2000000000", "10000000000000000", null)]
    [InlineData("2000000001", "10000000000000000", FacilitatorTrouble.GasTooHigh)]
    [InlineData("2000000000", "9999999999999999", FacilitatorTrouble.BalanceLow)]
    [InlineData("2000000001", "0", FacilitatorTrouble.BalanceLow)]
    public void A_limit_is_what_still_passes(string fee, string balance, string? code) =>
        Assert.Equal(code, FacilitatorTrouble.Find(Reading(fee, "1000000000000000000", balance), Limits, Now)?.Code);

    [Fact]
    public void A_reading_of_a_minute_ago_counts_and_an_older_one_does_not()
    {
        Assert.Null(FacilitatorTrouble.Find(Reading("1", "1000000000000000000"), Limits, Now + TimeSpan.FromSeconds(60)));
        Assert.Equal(FacilitatorTrouble.ChainUnread, FacilitatorTrouble.Find(Reading("1", "1000000000000000000"), Limits, Now + TimeSpan.FromSeconds(61))?.Code);
        Assert.Equal(FacilitatorTrouble.ChainUnread, FacilitatorTrouble.Find(null, Limits, Now)?.Code);
    }

    [Fact]
    public void Without_limits_nothing_is_too_much_or_too_little() =>
        Assert.Null(FacilitatorTrouble.Find(Reading("99999999999999", "0"), Limits with { MaxFee = null, MinBalance = null }, Now));

    [Fact]
    public async Task The_oldest_of_the_begun_settlements_are_forgotten()
    {
        var begun = new BegunSettlements(capacity: 2);
        var payments = new List<PaymentPayload>();
        for (var i = 0; i < 3; i++)
        {
            PaymentHeader.TryDecodeJson(await GateHost.SignAsync(), out var json, out _);
            Assert.True(PaymentPayload.TryRead(json, out var payment, out _));
            payments.Add(payment!);
            Assert.False(begun.Contains(payment!));
            begun.Add(payment!);
            begun.Add(payment!);
        }

        Assert.Equal([false, true, true], payments.Select(begun.Contains));
    }

    [Fact]
    public void A_client_that_used_nothing_is_not_logged()
    {
        var log = new LogRecorder();
        using (var usage = new FacilitatorUsage(["a", "b"], TimeProvider.System, log.CreateLogger("usage")))
            Parallel.For(0, 1000, i => usage.Count("b", i % 2 == 0 ? FacilitatorUse.Settled : FacilitatorUse.RateLimited));
        Assert.Equal("b: 500 settled, 0 with unknown outcome, 0 refused, 500 over the limit", Assert.Single(log.Of("usage")));
    }

    private static FacilitatorReading Reading(string fee, params string[] balances) =>
        new(Now, [.. balances.Select(wei => new SignerBalance(Address.Parse(ServiceHost.Signer), UInt256.Parse(wei)))], UInt256.Parse(fee));
}
