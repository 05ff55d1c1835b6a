using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.AspNetCore;

public sealed class SqliteMigrationTests : IAsyncLifetime
{
    private static readonly Address Payer = SqliteStand.Key(0).Payer;

    private readonly SqliteStand _stand = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _stand.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_empty_file_becomes_the_newest_version(bool isThere)
    {
        if (isThere)
            await File.WriteAllBytesAsync(_stand.Folder.Database, []);
        await _stand.Ledger.OpenAsync();
        Assert.Equal(SqliteMigrations.Schema.Newest, await VersionAsync());
        Assert.IsType<ClaimOutcome.Claimed>(await _stand.Ledger.ClaimAsync(SqliteStand.Claim(1)));
    }

    [Fact]
    public async Task Payments_in_a_file_of_version_1_are_kept()
    {
        var moved = await WriteVersion1Async();
        await _stand.Ledger.OpenAsync();
        Assert.Equal(SqliteMigrations.Schema.Newest, await VersionAsync());

        var found = await _stand.Ledger.FindAsync(SqliteStand.Key(1));
        Assert.Equal(moved with { Request = default }, found! with { Request = default });
        Assert.Equal(2, (await _stand.Ledger.ReadHistoryAsync(SqliteStand.Key(1))).Count);
        Assert.Equal(new Exposure(5, 0), await _stand.Ledger.ReadExposureAsync(Payer));
        Assert.IsType<ClaimOutcome.Replayed>(await _stand.Ledger.ClaimAsync(SqliteStand.Claim(2)));
        Assert.Null(await new SqliteSettlementJournal(_stand.Store).NextNonceAsync(84532, Payer));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Processes_that_start_at_once_upgrade_once(int from)
    {
        if (from == 1)
            await WriteVersion1Async();
        var stores = Enumerable.Range(0, 8).Select(_ => _stand.Open()).ToArray();
        var ledgers = stores.Select(store => new SqlitePaymentLedger(store)).ToArray();
        await Task.WhenAll(ledgers.Select(ledger => Task.Run(async () => await ledger.OpenAsync())));

        var outcomes = await Task.WhenAll(ledgers.Select(ledger => ledger.ClaimAsync(SqliteStand.Claim(9)).AsTask()));
        Assert.Single(outcomes, outcome => outcome is ClaimOutcome.Claimed);
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_and_left_alone()
    {
        await _stand.Ledger.OpenAsync();
        await _stand.Store.WriteAtomicAsync(file => file.Number($"PRAGMA user_version = {SqliteMigrations.Schema.Newest + 1}"), default);
        await _stand.RestartAsync();
        var error = await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await _stand.Ledger.OpenAsync());
        Assert.Contains("a newer CrawlGate wrote it (version 3, this one knows 2)", error.Message, StringComparison.Ordinal);
        Assert.Contains(_stand.Folder.Database, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A file as version 1 left it: a payment that is settling and one that is queued.</summary>
    private async Task<LedgerEntry> WriteVersion1Async()
    {
        var source = _stand.Folder.Combine("source.db");
        LedgerEntry? moved;
        await using (var store = _stand.Open(source))
        {
            var ledger = new SqlitePaymentLedger(store);
            var claimed = Assert.IsType<ClaimOutcome.Claimed>(await ledger.ClaimAsync(SqliteStand.Claim(1))).Entry;
            moved = await ledger.MoveAsync(claimed, new LedgerMove(LedgerState.Settling) { Request = new byte[] { 1 } });
            var other = Assert.IsType<ClaimOutcome.Claimed>(await ledger.ClaimAsync(SqliteStand.Claim(2))).Entry;
            await ledger.DeferAsync(other, new byte[] { 1 }, 5, new ExposureLimits(10, 10), _stand.Time.Now);
        }

        await File.WriteAllBytesAsync(_stand.Folder.Database, []);
        using var file = SqliteDatabase.Open(_stand.Folder.Database, TimeSpan.Zero);
        SqliteMigrations.Schema.Apply(file, _stand.Folder.Database, version: 1);
        file.Execute($"ATTACH '{source}' AS source");
        foreach (var table in new[] { "payment", "move", "exposure", "owner" })
            file.Execute($"INSERT INTO main.{table} SELECT * FROM source.{table}");
        file.Execute("DELETE FROM main.exposure_total; INSERT INTO main.exposure_total SELECT * FROM source.exposure_total");
        Assert.Equal(1, file.Number("PRAGMA main.user_version"));
        return moved!;
    }

    private async Task<long> VersionAsync() => await _stand.Store.ReadAsync(file => file.Number("PRAGMA user_version"), default);
}
