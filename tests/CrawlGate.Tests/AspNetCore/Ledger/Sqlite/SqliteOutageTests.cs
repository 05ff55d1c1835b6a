using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class SqliteOutageTests : IAsyncLifetime
{
    private readonly SqliteStand _stand = new();

    public async Task InitializeAsync() => await _stand.Ledger.OpenAsync();

    public async Task DisposeAsync() => await _stand.DisposeAsync();

    [Fact]
    public async Task A_full_disk_refuses_whole_groups_and_claims_go_on_when_there_is_room_again()
    {
        await _stand.Ledger.ClaimAsync(SqliteStand.Claim(0));
        await _stand.Store.WriteAtomicAsync(file => file.Number($"PRAGMA max_page_count = {file.Number("PRAGMA page_count") + 2}"), default);

        var hold = await _stand.HoldWriterAsync();
        var group = Enumerable.Range(1, 500).Select(nonce => _stand.Ledger.ClaimAsync(SqliteStand.Claim(nonce)).AsTask()).ToArray();
        hold.Dispose();
        foreach (var claim in group)
            Assert.Contains("the disk is full", (await Assert.ThrowsAsync<LedgerUnavailableException>(() => claim)).Message, StringComparison.Ordinal);
        Assert.Equal(1, await _stand.Store.ReadAsync(file => file.Number("SELECT count(*) FROM payment"), default));
        Assert.NotNull(await _stand.Ledger.FindAsync(SqliteStand.Key(0)));

        await _stand.Store.WriteAtomicAsync(file => file.Number("PRAGMA max_page_count = 1000000"), default);
        for (var nonce = 1; nonce <= 500; nonce++)
            Assert.IsType<ClaimOutcome.Claimed>(await _stand.Ledger.ClaimAsync(SqliteStand.Claim(nonce)));
    }

    [Fact]
    public async Task A_failure_that_spoils_the_connection_is_over_with_the_next_group()
    {
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => _stand.Store.WriteAsync<bool>(_ => throw new SqliteFailure(SQLitePCL.raw.SQLITE_IOERR, "disk I/O error")));
        Assert.IsType<ClaimOutcome.Claimed>(await _stand.Ledger.ClaimAsync(SqliteStand.Claim(1)));
    }

    [Fact]
    public async Task A_file_that_another_process_has_locked_is_waited_for_but_not_forever()
    {
        using var other = SqliteDatabase.Open(_stand.Folder.Database, TimeSpan.Zero);
        other.Execute("BEGIN IMMEDIATE");
        var claim = _stand.Ledger.ClaimAsync(SqliteStand.Claim(1)).AsTask();
        await Task.Delay(100);
        Assert.False(claim.IsCompleted);
        other.Execute("COMMIT");
        Assert.IsType<ClaimOutcome.Claimed>(await claim);

        other.Execute("BEGIN IMMEDIATE");
        var error = await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await _stand.Ledger.ClaimAsync(SqliteStand.Claim(2)));
        Assert.Contains("another process keeps it locked", error.Message, StringComparison.Ordinal);
        other.Execute("COMMIT");
        Assert.IsType<ClaimOutcome.Claimed>(await _stand.Ledger.ClaimAsync(SqliteStand.Claim(2)));
    }

    [Fact]
    public async Task A_ledger_that_could_not_be_opened_can_be_later()
    {
        var path = _stand.Folder.Combine("later");
        Directory.CreateDirectory(path);
        await using var store = _stand.Open(path);
        var ledger = new SqlitePaymentLedger(store);
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.OpenAsync());
        Directory.Delete(path);
        Assert.IsType<ClaimOutcome.Claimed>(await ledger.ClaimAsync(SqliteStand.Claim(1)));
    }

    [Fact]
    public async Task What_was_claimed_survives_the_end_of_the_process()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(nonce => _stand.Ledger.ClaimAsync(SqliteStand.Claim(nonce)).AsTask()));
        var copy = _stand.Folder.Combine("copy.db");
        foreach (var suffix in new[] { "", "-wal" })
            File.Copy(_stand.Folder.Database + suffix, copy + suffix);

        await using var store = _stand.Open(copy);
        var ledger = new SqlitePaymentLedger(store);
        for (var nonce = 0; nonce < 100; nonce++)
            Assert.NotNull(await ledger.FindAsync(SqliteStand.Key(nonce)));
    }
}
