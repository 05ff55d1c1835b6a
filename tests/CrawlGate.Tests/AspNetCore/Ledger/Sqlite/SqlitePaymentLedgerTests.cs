using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class SqlitePaymentLedgerTests : PaymentLedgerContract
{
    private readonly LedgerFolder _folder = new();
    private readonly List<SqliteStore> _stores = [];

    internal override IPaymentLedger Connect(LedgerSettings settings)
    {
        var store = new SqliteStore(_folder.Database, Time, settings);
        _stores.Add(store);
        return new SqlitePaymentLedger(store);
    }

    protected override async Task RemoveAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Payments_that_ended_are_forgotten_with_their_history_when_they_expired_long_ago()
    {
        await Task.WhenAll(Enumerable.Range(0, 700).Select(nonce => ClaimedAsync(nonce)));
        await EndAsync(1000, LedgerState.Settled);
        Time.Now += TimeSpan.FromMinutes(66);
        await Ledger.SweepAsync();
        Assert.Equal([Key(1000)], await KeysAsync());

        Time.Now += TimeSpan.FromDays(90);
        await Other.SweepAsync();
        Assert.Empty(await KeysAsync());
        Assert.Equal((0L, 0L), await _stores[0].WriteAsync(file => (file.Number("SELECT count(*) FROM payment"), file.Number("SELECT count(*) FROM move"))));
    }

    [Fact]
    public async Task A_longer_retention_holds_for_what_is_in_the_file_already()
    {
        await EndAsync(1, LedgerState.Settled);
        var patient = Connect(new LedgerSettings { Retention = TimeSpan.FromDays(180) });
        Time.Now += TimeSpan.FromDays(91);
        await patient.SweepAsync();
        Assert.NotNull(await patient.FindAsync(Key(1)));
        Time.Now += TimeSpan.FromDays(90);
        await patient.SweepAsync();
        Assert.Null(await patient.FindAsync(Key(1)));
    }

    [Fact]
    public async Task A_payment_that_may_still_move_money_is_kept_whatever_its_row_says()
    {
        await SettlingAsync(1);
        await _stores[0].WriteAtomicAsync(file => file.Prepare("UPDATE payment SET forget_at = 1").Run(), default);
        await Ledger.SweepAsync();
        Assert.NotNull(await Ledger.FindAsync(Key(1)));
    }

    [Fact]
    public async Task A_released_payment_takes_its_history_along()
    {
        await Ledger.ReleaseAsync(await SettlingAsync(1));
        await ClaimedAsync(1, Other);
        Assert.Equal([new LedgerEvent(Start, 1, LedgerState.Claimed, "second")], await Ledger.ReadHistoryAsync(Key(1)));
    }

    [Fact]
    public async Task The_history_of_a_claim_that_was_taken_over_names_both_owners()
    {
        await ClaimedAsync(1);
        await KillFirstAsync();
        await Other.ClaimAsync(Claim(1, Page + "2"));
        Assert.Equal(["first", "second"], (await Other.ReadHistoryAsync(Key(1))).Select(line => line.Owner));
    }

    [Fact]
    public async Task A_claim_that_is_taken_over_carries_the_identifier_of_its_new_purchase()
    {
        await Ledger.ClaimAsync(Claim(1, identifier: "order-0123456789abcdef"));
        await KillFirstAsync();
        Assert.IsType<ClaimOutcome.Claimed>(await Other.ClaimAsync(Claim(1, identifier: "order-fedcba9876543210")));
        Assert.IsType<ClaimOutcome.IdentifierTaken>(await Other.ClaimAsync(Claim(2, identifier: "order-fedcba9876543210")));
        Assert.IsType<ClaimOutcome.Claimed>(await Other.ClaimAsync(Claim(3, identifier: "order-0123456789abcdef")));
    }

    [Fact]
    public async Task Entries_are_read_page_by_page_in_the_order_of_their_claims_while_others_come_and_go()
    {
        for (var nonce = 0; nonce < 600; nonce++)
            await ClaimedAsync(599 - nonce);

        var read = new List<int>();
        await foreach (var entry in Other.ReadAsync(new LedgerFilter()))
        {
            read.Add(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(entry.Key.Nonce.ToArray().AsSpan(28)));
            if (read.Count == 100)
            {
                Assert.True(await Ledger.ReleaseAsync((await Ledger.FindAsync(Key(0)))!));
                Assert.Equal(0, await _stores[0].ReadAsync(file => file.Number("PRAGMA wal_checkpoint(PASSIVE)"), default));
            }
        }

        Assert.Equal(Enumerable.Range(1, 599).Reverse(), read);
    }

    [Fact]
    public void The_numbers_of_the_states_in_the_file_never_change() =>
        Assert.Equal(
            [(0, "Claimed"), (1, "Queued"), (2, "Settling"), (3, "Settled"), (4, "Failed"), (5, "Unknown")],
            Enum.GetValues<LedgerState>().Select(state => ((int)state, state.ToString())));

    private async Task<List<CrawlGate.X402.AuthorizationKey>> KeysAsync()
    {
        var keys = new List<CrawlGate.X402.AuthorizationKey>();
        await foreach (var entry in Ledger.ReadAsync(new LedgerFilter()))
            keys.Add(entry.Key);
        return keys;
    }
}
