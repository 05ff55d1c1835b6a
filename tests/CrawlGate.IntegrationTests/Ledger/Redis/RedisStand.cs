using System.Buffers.Binary;
using System.Globalization;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.Tests;
using CrawlGate.X402;
using Microsoft.Extensions.Logging;

namespace CrawlGate.IntegrationTests;

/// <summary>Ledgers of several processes on one Redis, and payments for them.</summary>
internal sealed class RedisStand(string address) : IAsyncDisposable
{
    public static readonly Address Payer = Address.Parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");

    public static readonly byte[] Request = "{}"u8.ToArray();

    private readonly List<RedisStore> _stores = [];

    public string Prefix { get; init; } = $"test-{Guid.NewGuid():N}";

    public FixedTime Time { get; } = new(1_795_262_400);

    public LogRecorder Log { get; } = new();

    public IEnumerable<string> Warnings => Log.Lines.Where(line => line.Level == LogLevel.Warning).Select(line => line.Text);

    public static SettleResponse Receipt { get; } = new() { Success = true, Transaction = "0x" + new string('a', 64), Network = "eip155:84532" };

    public static AuthorizationKey Key(int nonce)
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(28), nonce);
        return new AuthorizationKey(84532, Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e"), Payer, new Bytes32(bytes));
    }

    public RedisStore Store(string owner)
    {
        var store = new RedisStore($"{address},prefix={Prefix}", Time, new LedgerSettings { Owner = owner }, new Logger<RedisStore>(Log));
        _stores.Add(store);
        return store;
    }

    public async Task<RedisPaymentLedger> OpenAsync(string owner)
    {
        var ledger = new RedisPaymentLedger(Store(owner));
        await ledger.OpenAsync();
        return ledger;
    }

    public PaymentClaim Claim(int nonce, string? identifier = null) => new()
    {
        Key = Key(nonce),
        Fingerprint = default,
        Resource = "GET https://site.example/page",
        PayTo = Payer,
        Amount = 1000,
        ValidBefore = Time.Now.AddMinutes(5),
        Identifier = identifier,
    };

    public async Task<LedgerEntry> ClaimedAsync(IPaymentLedger ledger, int nonce) => Assert.IsType<ClaimOutcome.Claimed>(await ledger.ClaimAsync(Claim(nonce))).Entry;

    public async Task<LedgerEntry> SettlingAsync(IPaymentLedger ledger, int nonce) =>
        (await ledger.MoveAsync(await ClaimedAsync(ledger, nonce), new LedgerMove(LedgerState.Settling) { Request = Request }))!;

    /// <summary>How many entries have an expiry, and how many have none.</summary>
    public async Task<(int Expiring, int Lasting)> CountLifetimesAsync(RedisServer server)
    {
        const string script =
            "local e,l=0,0 for _,k in ipairs(redis.call('KEYS',ARGV[1])) do if redis.call('PTTL',k)>0 then e=e+1 else l=l+1 end end return e..' '..l";
        var counts = (await server.RunAsync("eval", script, "0", $"{{{Prefix}}}:entry:*")).Split(' ');
        return (int.Parse(counts[0], CultureInfo.InvariantCulture), int.Parse(counts[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }
}
