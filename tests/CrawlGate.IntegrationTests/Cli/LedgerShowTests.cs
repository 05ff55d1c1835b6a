using CrawlGate.AspNetCore;

namespace CrawlGate.IntegrationTests;

public sealed class LedgerShowTests : IDisposable
{
    private readonly LedgerStand _stand = new();

    public void Dispose() => _stand.Dispose();

    [Theory]
    [InlineData("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266/0x0200000000000000000000000000000000000000000000000000000000000002")]
    [InlineData("0xF39F/0x0200")]
    [InlineData("0x0200000000000000000000000000000000000000000000000000000000000002")]
    [InlineData("0x02000")]
    [InlineData("0xbb000000000000000000000000000000000000000000000000000000000000bb")]
    [InlineData("0xbb00")]
    public async Task A_payment_is_found_by_each_of_its_names(string name)
    {
        await _stand.SettledAsync(LedgerStand.Key(1), LedgerStand.Hash(0xaa));
        await _stand.SettledAsync(LedgerStand.Key(2), LedgerStand.Hash(0xbb));

        var output = await _stand.ReadAsync("show", name);

        Assert.Contains(PaymentRecord.NameOf(LedgerStand.Key(2)), output);
        Assert.Contains("state          settled", output);
        Assert.Contains("means          The money moved to your account.", output);
        Assert.Contains("amount         $0.001, 1000 atomic units of 0x036CbD53842c5426634e7929541eC2318f3dCF7e on eip155:84532", output);
        Assert.Contains($"transaction    {LedgerStand.Hash(0xbb)}", output);
        Assert.Contains("2026-11-21 12:00:02 presented, and claimed, by process gateway-1", output);
        Assert.Contains("2026-11-21 12:00:04 settled, transaction 0xbb000000, by process gateway-1", output);
    }

    [Fact]
    public async Task A_name_of_several_payments_and_of_none_is_told()
    {
        await _stand.SettledAsync(LedgerStand.Key(1), LedgerStand.Hash(0xaa));
        await _stand.SettledAsync(LedgerStand.Key(2), LedgerStand.Hash(0xaa));

        var (code, output, error) = await _stand.RunAsync("show", LedgerStand.Hash(0xaa));
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("may be any of 2 payments", error);
        Assert.Contains(PaymentRecord.NameOf(LedgerStand.Key(1)), error);
        Assert.Contains(PaymentRecord.NameOf(LedgerStand.Key(2)), error);

        (code, output, error) = await _stand.RunAsync("show", "0xdddd");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("The ledger has no payment 0xdddd.", error);
    }

    [Fact]
    public async Task Every_state_says_what_to_do()
    {
        await _stand.ClaimAsync(LedgerStand.Key(1));
        await _stand.QueuedAsync(LedgerStand.Key(2));
        await _stand.SettlingAsync(LedgerStand.Key(3));
        await _stand.FailedAsync(LedgerStand.Key(4));
        await _stand.UnknownAsync(LedgerStand.Key(5));

        Assert.Contains("Nothing was sent and nothing moved", await _stand.ReadAsync("show", "0x0100"));
        var queued = await _stand.ReadAsync("show", "0x0200");
        Assert.Contains("the settlement waits its turn", queued);
        Assert.Contains("this payer     has $0.001 served and not settled, and never paid $0", queued);
        Assert.Contains("A settlement is under way", await _stand.ReadAsync("show", "0x0300"));
        var failed = await _stand.ReadAsync("show", "0x0400");
        Assert.Contains("no page was served", failed);
        Assert.Contains("reason         insufficient_funds", failed);
        Assert.DoesNotContain("own words", failed);
        var unknown = await _stand.ReadAsync("show", "0x0500");
        Assert.Contains("The gateway keeps asking the chain; do nothing", unknown);
        Assert.Contains("the outcome is not known, by process gateway-1: The facilitator did not answer in time.", unknown);
        Assert.DoesNotContain("5ec3e7", failed + unknown + queued);
    }
}
