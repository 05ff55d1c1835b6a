using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class SqliteGroupTests : IAsyncLifetime
{
    private readonly SqliteStand _stand = new();

    public async Task InitializeAsync() => await _stand.Ledger.OpenAsync();

    public async Task DisposeAsync() => await _stand.DisposeAsync();

    [Fact]
    public async Task A_thousand_claims_that_come_together_take_two_transactions()
    {
        var hold = await _stand.HoldWriterAsync();
        var claims = Enumerable.Range(0, 1000).Select(nonce => _stand.Ledger.ClaimAsync(SqliteStand.Claim(nonce)).AsTask()).ToArray();
        var before = _stand.Store.Commits;
        hold.Dispose();

        Assert.All(await Task.WhenAll(claims), outcome => Assert.IsType<ClaimOutcome.Claimed>(outcome));
        Assert.Equal(3, _stand.Store.Commits - before);
    }

    [Fact]
    public async Task A_thousand_claims_of_one_payment_that_come_together_have_one_winner()
    {
        var hold = await _stand.HoldWriterAsync();
        var claims = Enumerable.Range(0, 1000).Select(_ => _stand.Ledger.ClaimAsync(SqliteStand.Claim(1)).AsTask()).ToArray();
        hold.Dispose();
        Assert.Single(await Task.WhenAll(claims), outcome => outcome is ClaimOutcome.Claimed);
    }

    [Fact]
    public async Task What_fails_alone_is_undone_alone()
    {
        var hold = await _stand.HoldWriterAsync();
        var first = _stand.Ledger.ClaimAsync(SqliteStand.Claim(1)).AsTask();
        var refused = _stand.Store.WriteAsync(file =>
        {
            SqliteOwners.KeepAlive(file, "refused", SqliteStand.Start);
            file.Execute("INSERT INTO exposure_total VALUES (1, 0, 0)");
            return true;
        });
        var buggy = _stand.Store.WriteAsync<bool>(file =>
        {
            SqliteOwners.KeepAlive(file, "buggy", SqliteStand.Start);
            throw new InvalidOperationException("a bug");
        });
        var last = _stand.Ledger.ClaimAsync(SqliteStand.Claim(2)).AsTask();
        var before = _stand.Store.Commits;
        hold.Dispose();

        Assert.Contains("CHECK constraint failed", (await Assert.ThrowsAsync<LedgerUnavailableException>(() => refused)).Message, StringComparison.Ordinal);
        Assert.Equal("a bug", (await Assert.ThrowsAsync<InvalidOperationException>(() => buggy)).Message);
        Assert.IsType<ClaimOutcome.Claimed>(await first);
        Assert.IsType<ClaimOutcome.Claimed>(await last);
        Assert.Equal(2, _stand.Store.Commits - before);
        Assert.Equal(1, await _stand.Store.ReadAsync(file => file.Number("SELECT count(*) FROM owner"), default));
        Assert.NotNull(await _stand.Ledger.FindAsync(SqliteStand.Key(2)));
    }

    [Fact]
    public async Task A_claim_is_cancelled_until_the_writer_comes_to_it()
    {
        using var late = new CancellationTokenSource();
        var hold = await _stand.HoldWriterAsync();
        var claim = _stand.Ledger.ClaimAsync(SqliteStand.Claim(1), late.Token).AsTask();
        await late.CancelAsync();
        hold.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => claim);
        Assert.Null(await _stand.Ledger.FindAsync(SqliteStand.Key(1)));

        using var tooLate = new CancellationTokenSource();
        Assert.True(await _stand.Store.WriteAsync(
            file =>
            {
                tooLate.Cancel();
                return true;
            },
            tooLate.Token));
    }

    [Fact]
    public async Task Reading_does_not_wait_for_writing_and_sees_only_what_is_in_the_file()
    {
        await _stand.Ledger.ClaimAsync(SqliteStand.Claim(1));
        var claimed = new TaskCompletionSource();
        using var read = new ManualResetEventSlim();
        var writing = _stand.Store.WriteAsync(file =>
        {
            SqlitePayments.TryInsert(file, LedgerRules.Open(SqliteStand.Claim(2), "first", SqliteStand.Start), TimeSpan.Zero);
            claimed.SetResult();
            return read.Wait(TimeSpan.FromSeconds(30));
        });

        await claimed.Task;
        Assert.NotNull(await _stand.Ledger.FindAsync(SqliteStand.Key(1)));
        Assert.Null(await _stand.Ledger.FindAsync(SqliteStand.Key(2)));
        read.Set();
        Assert.True(await writing);
        Assert.NotNull(await _stand.Ledger.FindAsync(SqliteStand.Key(2)));
    }

    [Fact]
    public async Task Disposing_writes_what_is_under_way_and_takes_nothing_more()
    {
        var hold = await _stand.HoldWriterAsync();
        var claims = Enumerable.Range(0, 600).Select(nonce => _stand.Ledger.ClaimAsync(SqliteStand.Claim(nonce)).AsTask()).ToArray();
        var disposal = _stand.Store.DisposeAsync().AsTask();
        hold.Dispose();
        await disposal;
        Assert.All(claims, claim => Assert.IsType<ClaimOutcome.Claimed>(claim.GetAwaiter().GetResult()));
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await _stand.Ledger.ClaimAsync(SqliteStand.Claim(1)));
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await _stand.Ledger.FindAsync(SqliteStand.Key(1)));
    }
}
