using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>What every ledger promises. A store's own test class opens ledgers of several processes on one store.</summary>
public abstract partial class PaymentLedgerContract : IAsyncLifetime
{
    protected const string Page = "GET https://site.example/page";

    protected static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    protected static readonly Address Payer = Address.Parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");

    protected static readonly Address OtherPayer = Address.Parse("0x70997970c51812dc3a010c7d01b50e0d17dc79c8");

    private static readonly SettleResponse Receipt = new() { Success = true, Transaction = "0x" + new string('a', 64), Network = "eip155:84532" };

    private static readonly SettleResponse Refusal = SettleResponse.Failed("invalid_exact_evm_insufficient_balance", "eip155:84532");

    private static readonly byte[] Request = """{"x402Version":2,"paymentPayload":{"ü":"☕"}}"""u8.ToArray();

    protected FixedTime Time { get; } = new(Start.ToUnixTimeSeconds());

    /// <summary>The ledger of the process "first".</summary>
    protected IPaymentLedger Ledger { get; private set; } = null!;

    /// <summary>The ledger of another process that shares the store.</summary>
    protected IPaymentLedger Other { get; private set; } = null!;

    /// <summary>A ledger on this test's store.</summary>
    internal abstract IPaymentLedger Connect(LedgerSettings settings);

    /// <summary>Makes an empty store.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Removes the store.</summary>
    protected virtual Task RemoveAsync() => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        await PrepareAsync();
        Ledger = await OpenAsync("first");
        Other = await OpenAsync("second");
    }

    public async Task DisposeAsync()
    {
        foreach (var ledger in new[] { Ledger, Other })
        {
            if (ledger is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
        }

        await RemoveAsync();
    }

    protected async Task<IPaymentLedger> OpenAsync(string owner)
    {
        var ledger = Connect(new LedgerSettings { Owner = owner });
        await ledger.OpenAsync();
        return ledger;
    }

    protected static AuthorizationKey Key(int nonce, Address? payer = null)
    {
        var bytes = new byte[32];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(28), nonce);
        return new AuthorizationKey(84532, Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e"), payer ?? Payer, new Bytes32(bytes));
    }

    protected static PaymentClaim Claim(int nonce, string page = Page, string? identifier = null, Address? payer = null) => new()
    {
        Key = Key(nonce, payer),
        Fingerprint = new Bytes32([.. Enumerable.Repeat((byte)7, 32)]),
        Resource = page,
        PayTo = Address.Parse("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc"),
        Amount = UInt256.Parse("115792089237316195423570985008687907853269984665640564039457584007913129639935"),
        ValidBefore = Start.AddMinutes(5),
        Identifier = identifier,
    };

    protected async Task<LedgerEntry> ClaimedAsync(int nonce, IPaymentLedger? ledger = null) =>
        Assert.IsType<ClaimOutcome.Claimed>(await (ledger ?? Ledger).ClaimAsync(Claim(nonce))).Entry;

    protected async Task<LedgerEntry> SettlingAsync(int nonce) => await MovedAsync(await ClaimedAsync(nonce), new LedgerMove(LedgerState.Settling) { Request = Request });

    protected async Task<LedgerEntry> MovedAsync(LedgerEntry from, LedgerMove move)
    {
        var moved = await Ledger.MoveAsync(from, move);
        Assert.NotNull(moved);
        return moved;
    }

    protected async Task<LedgerEntry> EndAsync(int nonce, LedgerState end) => await MovedAsync(await SettlingAsync(nonce), new LedgerMove(end)
    {
        Result = end == LedgerState.Failed ? Refusal : end == LedgerState.Settled ? Receipt : null,
        DueAt = end == LedgerState.Unknown ? Time.Now.AddSeconds(10) : null,
    });

    /// <summary>The process "first" stops reporting for longer than is allowed.</summary>
    protected async Task KillFirstAsync()
    {
        Time.Now += TimeSpan.FromSeconds(11);
        await Other.KeepAliveAsync();
    }

    protected static void AssertSame(LedgerEntry expected, LedgerEntry? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Request.ToArray(), actual.Request.ToArray());
        Assert.Equal(expected with { Request = default }, actual with { Request = default });
    }
}
