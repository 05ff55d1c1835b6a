using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>What every ledger promises. A store's own test class hands over fresh ledgers and a clock.</summary>
public abstract class PaymentLedgerContract
{
    private const string Page = "GET https://site.example/page";

    protected static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly SettleResponse Receipt = new() { Success = true, Transaction = "0x" + new string('a', 64), Network = "eip155:84532" };

    protected FixedTime Time { get; } = new(Start.ToUnixTimeSeconds());

    private DateTimeOffset ValidBefore => Start.AddMinutes(5);

    public abstract IPaymentLedger Ledger { get; }

    [Fact]
    public async Task Of_a_hundred_racing_claims_exactly_one_wins()
    {
        var key = Key(1);
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var claims = Enumerable.Range(0, 100).Select(_ => Task.Run(async () =>
        {
            await start.Task;
            return await Ledger.ClaimAsync(key, Page, ValidBefore);
        })).ToArray();
        start.SetResult();

        var outcomes = await Task.WhenAll(claims);
        Assert.Single(outcomes, outcome => outcome is ClaimOutcome.Claimed);
        Assert.Equal(99, outcomes.Count(outcome => outcome is ClaimOutcome.InFlight));
    }

    [Theory]
    [InlineData(84532, 2)]
    [InlineData(8453, 1)]
    public async Task Another_chain_or_nonce_is_another_payment(int chain, byte nonce)
    {
        await Ledger.ClaimAsync(Key(1), Page, ValidBefore);
        Assert.IsType<ClaimOutcome.Claimed>(await Ledger.ClaimAsync(Key(nonce) with { ChainId = (ulong)chain }, Page, ValidBefore));
    }

    [Fact]
    public async Task A_claimed_payment_conflicts_on_another_page()
    {
        await Ledger.ClaimAsync(Key(1), Page, ValidBefore);
        Assert.IsType<ClaimOutcome.Conflict>(await Ledger.ClaimAsync(Key(1), Page + "2", ValidBefore));
    }

    [Theory]
    [InlineData(LedgerState.Settled)]
    [InlineData(LedgerState.Failed)]
    [InlineData(LedgerState.Unknown)]
    public async Task A_finished_payment_is_replayed_with_its_result(LedgerState end)
    {
        await Ledger.ClaimAsync(Key(1), Page, ValidBefore);
        Assert.True(await Ledger.MoveAsync(Key(1), LedgerState.Claimed, LedgerState.Settling));
        Assert.True(await Ledger.MoveAsync(Key(1), LedgerState.Settling, end, Receipt));

        var replay = Assert.IsType<ClaimOutcome.Replayed>(await Ledger.ClaimAsync(Key(1), Page, ValidBefore));
        Assert.Equal(end, replay.Entry.State);
        Assert.Equal(Receipt, replay.Entry.Result);
        Assert.False(await Ledger.ReleaseAsync(Key(1), LedgerState.Claimed));
        Assert.False(await Ledger.ReleaseAsync(Key(1), LedgerState.Settling));
    }

    [Fact]
    public async Task A_move_from_a_state_that_is_not_there_changes_nothing()
    {
        Assert.False(await Ledger.MoveAsync(Key(1), LedgerState.Claimed, LedgerState.Settling));
        await Ledger.ClaimAsync(Key(1), Page, ValidBefore);
        Assert.False(await Ledger.MoveAsync(Key(1), LedgerState.Settling, LedgerState.Settled, Receipt));
        Assert.IsType<ClaimOutcome.InFlight>(await Ledger.ClaimAsync(Key(1), Page, ValidBefore));
    }

    [Fact]
    public async Task Of_racing_moves_exactly_one_wins()
    {
        await Ledger.ClaimAsync(Key(1), Page, ValidBefore);
        var moves = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await Ledger.MoveAsync(Key(1), LedgerState.Claimed, LedgerState.Settling))));
        Assert.Single(moves, moved => moved);
    }

    [Fact]
    public async Task A_released_payment_can_be_claimed_again_for_any_page()
    {
        await Ledger.ClaimAsync(Key(1), Page, ValidBefore);
        Assert.True(await Ledger.ReleaseAsync(Key(1), LedgerState.Claimed));
        Assert.False(await Ledger.ReleaseAsync(Key(1), LedgerState.Claimed));
        Assert.IsType<ClaimOutcome.Claimed>(await Ledger.ClaimAsync(Key(1), Page + "2", ValidBefore));
    }

    [Fact]
    public async Task A_payment_is_remembered_for_as_long_as_it_is_valid()
    {
        await Ledger.ClaimAsync(Key(1), Page, ValidBefore);
        Time.Now += TimeSpan.FromMinutes(5);
        await Ledger.ClaimAsync(Key(2), Page, ValidBefore);
        Assert.IsType<ClaimOutcome.InFlight>(await Ledger.ClaimAsync(Key(1), Page, ValidBefore));
    }

    protected static AuthorizationKey Key(byte nonce) => new(
        84532,
        Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e"),
        Address.Parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"),
        new Bytes32([.. new byte[31], nonce]));
}
