using CrawlGate.AspNetCore;
using CrawlGate.X402;

namespace CrawlGate.Tests.AspNetCore;

public sealed class SqliteRestartTests : IAsyncLifetime
{
    private static readonly ExposureLimits Limits = new(100, 100);

    private readonly SqliteStand _stand = new();

    public async Task InitializeAsync() => await _stand.Ledger.OpenAsync();

    public async Task DisposeAsync() => await _stand.DisposeAsync();

    [Fact]
    public async Task Entries_history_and_exposure_are_there_after_a_restart()
    {
        var claimed = await ClaimedAsync(1);
        var deferred = Assert.IsType<DeferOutcome.Deferred>(await _stand.Ledger.DeferAsync(await ClaimedAsync(2), new byte[] { 1 }, 30, Limits, _stand.Time.Now)).Entry;
        await _stand.Ledger.DeferAsync(await ClaimedAsync(3), new byte[] { 1 }, 50, Limits, _stand.Time.Now.AddSeconds(1));
        var unpaid = Assert.Single(await _stand.Ledger.TakeQueuedAsync(1));
        Assert.Equal(deferred.Key, unpaid.Key);
        await _stand.Ledger.MoveAsync(unpaid, new LedgerMove(LedgerState.Failed) { Result = SettleResponse.Failed("insufficient_funds", "eip155:84532") });

        var history = await _stand.Ledger.ReadHistoryAsync(unpaid.Key);
        Assert.Equal([LedgerState.Claimed, LedgerState.Queued, LedgerState.Settling, LedgerState.Failed], history.Select(line => line.State));
        await _stand.RestartAsync();
        Assert.Equal(history, await _stand.Ledger.ReadHistoryAsync(unpaid.Key));
        Assert.Equal(new Exposure(50, 30), await _stand.Ledger.ReadExposureAsync(claimed.Key.Payer));
        Assert.Equal(new Exposure(50, 30), await _stand.Ledger.ReadExposureAsync(null));
        Assert.IsType<ClaimOutcome.InFlight>(await _stand.Ledger.ClaimAsync(SqliteStand.Claim(1)));
        Assert.IsType<ClaimOutcome.Replayed>(await _stand.Ledger.ClaimAsync(SqliteStand.Claim(2)));
        Assert.IsType<DeferOutcome.OverLimit>(await _stand.Ledger.DeferAsync(claimed, new byte[] { 1 }, 21, Limits, _stand.Time.Now));
    }

    [Fact]
    public async Task Times_amounts_and_words_are_kept_to_the_last_bit()
    {
        _stand.Time.Now = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero).AddTicks(1234567);
        var claim = SqliteStand.Claim(1) with
        {
            Key = SqliteStand.Key(1) with { ChainId = ulong.MaxValue },
            Resource = "GET https://site.example/" + new string('ü', 400) + "☕",
            ValidBefore = DateTimeOffset.MaxValue,
        };
        var entry = Assert.IsType<ClaimOutcome.Claimed>(await _stand.Ledger.ClaimAsync(claim)).Entry;
        var moved = await _stand.Ledger.MoveAsync(entry, new LedgerMove(LedgerState.Settling) { Request = new byte[100_000], Detail = "" });
        await _stand.RestartAsync();
        var found = await _stand.Ledger.FindAsync(claim.Key);
        Assert.NotNull(moved);
        Assert.Equal(moved with { Request = default }, found! with { Request = default });
        Assert.Equal(moved.Request.ToArray(), found.Request.ToArray());
    }

    private async Task<LedgerEntry> ClaimedAsync(int nonce) =>
        Assert.IsType<ClaimOutcome.Claimed>(await _stand.Ledger.ClaimAsync(SqliteStand.Claim(nonce))).Entry;
}
