using System.Diagnostics;
using CrawlGate.AspNetCore;

namespace CrawlGate.IntegrationTests;

/// <summary>Servers that stop, hang and come back under an open ledger.</summary>
public sealed class RedisOutageTests : IAsyncLifetime
{
    private readonly RedisServer _server = new();
    private RedisStand _stand = null!;

    public async Task InitializeAsync()
    {
        await _server.StartAsync();
        _stand = new RedisStand(_server.Address);
    }

    public async Task DisposeAsync()
    {
        await _stand.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task What_was_acknowledged_survives_a_killed_server_and_the_open_ledger_works_again()
    {
        var ledger = await _stand.OpenAsync("first");
        var journal = new RedisSettlementJournal(_stand.Store("first"));
        Assert.Null(await journal.NextNonceAsync(1, RedisStand.Payer));
        var settling = await _stand.SettlingAsync(ledger, 1_000_000);
        var acknowledged = new List<int>();
        using var stopping = new CancellationTokenSource();
        var claiming = Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            for (var i = worker; !stopping.IsCancellationRequested; i += 16)
            {
                try
                {
                    await _stand.ClaimedAsync(ledger, i);
                }
                catch (LedgerUnavailableException)
                {
                    return;
                }

                lock (acknowledged)
                    acknowledged.Add(i);
            }
        })));
        await Task.Delay(500);
        await _server.KillAsync();
        await stopping.CancelAsync();
        await claiming;
        Assert.NotEmpty(acknowledged);

        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.ClaimAsync(_stand.Claim(2_000_000)));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));

        await _server.StartAsync();
        await RedisStoreTests.UntilItWorksAsync(async () => await ledger.KeepAliveAsync());
        foreach (var nonce in acknowledged)
            Assert.IsType<ClaimOutcome.InFlight>(await ledger.ClaimAsync(_stand.Claim(nonce)));
        Assert.NotNull(await ledger.MoveAsync(settling, new LedgerMove(LedgerState.Settled) { Result = RedisStand.Receipt }));
        Assert.Equal(3, (await ledger.ReadHistoryAsync(RedisStand.Key(1_000_000))).Count);
        Assert.Null(await journal.NextNonceAsync(1, RedisStand.Payer));
    }

    [Fact]
    public async Task A_step_that_was_asked_for_in_a_short_outage_is_done_when_the_server_is_back()
    {
        var ledger = await _stand.OpenAsync("first");
        var settling = await _stand.SettlingAsync(ledger, 1);
        await _server.KillAsync();
        var moving = Task.Run(async () => await ledger.MoveAsync(settling, new LedgerMove(LedgerState.Settled) { Result = RedisStand.Receipt }));
        await _server.StartAsync();
        try
        {
            Assert.Equal(LedgerState.Settled, (await moving)!.State);
        }
        catch (LedgerUnavailableException)
        {
            // The server took longer than a step is repeated for; then nothing may have changed, and asking again works.
            await RedisStoreTests.UntilItWorksAsync(async () => await ledger.KeepAliveAsync());
            Assert.NotNull(await ledger.MoveAsync(settling, new LedgerMove(LedgerState.Settled) { Result = RedisStand.Receipt }));
        }
    }

    [Fact]
    public async Task A_server_that_hangs_is_not_waited_for_and_a_claim_whose_answer_was_lost_is_free_again()
    {
        var (ledger, other) = (await _stand.OpenAsync("first"), await _stand.OpenAsync("second"));
        await _server.SignalAsync("STOP");
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.ClaimAsync(_stand.Claim(1, "order-0123456789abcdef")));
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(8));

        await _server.SignalAsync("CONT");
        await RedisStoreTests.UntilItWorksAsync(async () => await other.KeepAliveAsync());
        Assert.IsType<ClaimOutcome.InFlight>(await other.ClaimAsync(_stand.Claim(1)));

        await RedisStoreTests.UntilItWorksAsync(async () => await ledger.KeepAliveAsync());
        Assert.IsType<ClaimOutcome.Claimed>(await other.ClaimAsync(_stand.Claim(2, "order-0123456789abcdef")));
        Assert.IsType<ClaimOutcome.Claimed>(await other.ClaimAsync(_stand.Claim(1)));
    }

    [Fact]
    public async Task A_settlement_whose_beginning_was_lost_is_found_out_by_anybody()
    {
        var (ledger, other) = (await _stand.OpenAsync("first"), await _stand.OpenAsync("second"));
        var claimed = await _stand.ClaimedAsync(ledger, 1);
        await _server.SignalAsync("STOP");
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.MoveAsync(claimed, new LedgerMove(LedgerState.Settling) { Request = RedisStand.Request }));
        await _server.SignalAsync("CONT");

        await RedisStoreTests.UntilItWorksAsync(async () => await ledger.KeepAliveAsync());
        Assert.Equal(RedisStand.Key(1), Assert.Single(await other.TakeUnresolvedAsync(10)).Key);
    }

    [Fact]
    public async Task A_server_that_forgot_its_scripts_is_given_them_again()
    {
        var ledger = await _stand.OpenAsync("first");
        var settling = await _stand.SettlingAsync(ledger, 1);
        await _server.RunAsync("script", "flush");
        var claims = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i => await ledger.ClaimAsync(_stand.Claim(100 + i, $"order-{i:d20}"))));
        Assert.All(claims, claim => Assert.IsType<ClaimOutcome.Claimed>(claim));
        Assert.NotNull(await ledger.MoveAsync(settling, new LedgerMove(LedgerState.Settled) { Result = RedisStand.Receipt }));
    }
}
