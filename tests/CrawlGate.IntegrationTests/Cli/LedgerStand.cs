using System.Text;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Cli;
using CrawlGate.Ethereum;
using CrawlGate.Tests;
using CrawlGate.X402;

namespace CrawlGate.IntegrationTests;

/// <summary>A ledger with payments in it, and the tool that reads it.</summary>
internal sealed class LedgerStand : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    public static readonly Address Payer = Address.Parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    public static readonly Address OtherPayer = Address.Parse("0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
    public static readonly Address PayTo = Address.Parse("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc");

    private const string Network = "eip155:84532";

    private static readonly Address Usdc = DevChain.Anvil.BaseSepoliaUsdc;

    private readonly ToolFolder _folder = new();

    public LedgerStand(string store = "sqlite:ledger.db", Action<JsonObject>? change = null)
    {
        Ledger = NewLedger();
        var settings = ToolFolder.Settings();
        settings["Store"] = store;
        change?.Invoke(settings);
        Config = _folder.Write(settings);
    }

    public string Config { get; }

    public string Folder => _folder.Path;

    public FixedTime Time { get; } = new(Start.ToUnixTimeSeconds());

    public MemoryPaymentLedger Ledger { get; }

    /// <summary>Another ledger, like a store's backup.</summary>
    public MemoryPaymentLedger NewLedger() => new(Time, new LedgerSettings { Owner = "gateway-1" });

    public void Dispose() => _folder.Dispose();

    public Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(Ledger, arguments);

    public Task<(int Code, string Output, string Error)> RunAsync(IPaymentLedger ledger, params string[] arguments) =>
        Tool.RunAsync(new LedgerAccess(_ => new ReadOnlyLedger(ledger)), ["ledger", .. arguments, "--config", Config]);

    /// <summary>The answer of a command that goes well.</summary>
    public async Task<string> ReadAsync(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.True(code == 0, output + error);
        return output;
    }

    public static Bytes32 Nonce(byte number) => new([number, .. new byte[30], number]);

    public static string Hash(byte number) => Hex.Encode([number, .. new byte[30], number]);

    public static AuthorizationKey Key(byte number, Address? payer = null) => new(84532, Usdc, payer ?? Payer, Nonce(number));

    public async Task<LedgerEntry> ClaimAsync(AuthorizationKey key, UInt256? amount = null, Address? payTo = null, MemoryPaymentLedger? ledger = null)
    {
        var outcome = await (ledger ?? Ledger).ClaimAsync(new PaymentClaim
        {
            Key = key,
            Fingerprint = Keccak256.HashData("fingerprint"u8),
            Resource = "GET https://tidepool.example/posts/tides",
            PayTo = payTo ?? PayTo,
            Amount = amount ?? 1000,
            ValidBefore = Start.AddMinutes(5),
        });
        return Assert.IsType<ClaimOutcome.Claimed>(outcome).Entry;
    }

    public async Task<LedgerEntry> SettlingAsync(AuthorizationKey key, UInt256? amount = null, Address? payTo = null, MemoryPaymentLedger? ledger = null) =>
        await MoveAsync(await ClaimAsync(key, amount, payTo, ledger), new LedgerMove(LedgerState.Settling) { Request = Encoding.UTF8.GetBytes("""{"signature":"0x5ec3e7"}""") }, ledger);

    public async Task<LedgerEntry> SettledAsync(AuthorizationKey key, string transaction, UInt256? amount = null, Address? payTo = null, MemoryPaymentLedger? ledger = null) => await MoveAsync(
        await SettlingAsync(key, amount, payTo, ledger), new LedgerMove(LedgerState.Settled) { Result = new SettleResponse { Success = true, Transaction = transaction, Network = Network } }, ledger);

    public async Task<LedgerEntry> FailedAsync(AuthorizationKey key, UInt256? amount = null, Address? payTo = null) => await MoveAsync(
        await SettlingAsync(key, amount, payTo),
        new LedgerMove(LedgerState.Failed) { Result = SettleResponse.Failed("insufficient_funds", Network, message: "the node's own words"), Detail = "The facilitator refused." });

    public async Task<LedgerEntry> UnknownAsync(AuthorizationKey key, UInt256? amount = null, Address? payTo = null) => await MoveAsync(
        await SettlingAsync(key, amount, payTo), new LedgerMove(LedgerState.Unknown) { DueAt = Time.Now.AddSeconds(10), Detail = "The facilitator did not answer in time." });

    public async Task<LedgerEntry> QueuedAsync(AuthorizationKey key)
    {
        var outcome = await Ledger.DeferAsync(await ClaimAsync(key), "{}"u8.ToArray(), 1000, new ExposureLimits(1_000_000, 1_000_000), Time.Now.AddMinutes(1));
        return Assert.IsType<DeferOutcome.Deferred>(outcome).Entry;
    }

    private async Task<LedgerEntry> MoveAsync(LedgerEntry from, LedgerMove move, MemoryPaymentLedger? ledger = null)
    {
        Time.Now += TimeSpan.FromSeconds(1);
        var moved = await (ledger ?? Ledger).MoveAsync(from, move);
        Assert.NotNull(moved);
        return moved;
    }
}
