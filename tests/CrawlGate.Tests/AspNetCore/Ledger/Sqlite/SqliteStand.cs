using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A store on a database of a test's own, and a ledger in it.</summary>
internal sealed class SqliteStand : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static readonly SettleResponse Receipt = new() { Success = true, Transaction = "0x" + new string('a', 64), Network = "eip155:84532" };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public SqliteStand()
    {
        Store = Open();
        Ledger = new SqlitePaymentLedger(Store);
    }

    public LedgerFolder Folder { get; } = new();

    public FixedTime Time { get; } = new(Start.ToUnixTimeSeconds());

    public SqliteStore Store { get; private set; }

    public SqlitePaymentLedger Ledger { get; private set; }

    public static PaymentClaim Claim(int nonce) => new()
    {
        Key = Key(nonce),
        Fingerprint = Number(7),
        Resource = "GET https://site.example/page",
        PayTo = Address.Parse("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc"),
        Amount = 1000,
        ValidBefore = Start.AddMinutes(5),
    };

    public static AuthorizationKey Key(int nonce) => new(
        84532, Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e"), Address.Parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"), Number(nonce));

    public SqliteStore Open(string? path = null) => new(path ?? Folder.Database, Time, new LedgerSettings { Owner = "first" }, Patience);

    /// <summary>Stops and starts.</summary>
    public async Task RestartAsync()
    {
        await Store.DisposeAsync();
        Store = Open();
        Ledger = new SqlitePaymentLedger(Store);
    }

    /// <summary>Keeps the writer in a group of its own until disposed of, so that what is added meanwhile makes the next one.</summary>
    public async Task<IDisposable> HoldWriterAsync(SqliteStore? store = null)
    {
        var hold = new WriterHold();
        _ = (store ?? Store).WriteAsync(_ => hold.Wait());
        await hold.Begun;
        return hold;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Folder.Dispose();
    }

    private static Bytes32 Number(int number)
    {
        var bytes = new byte[32];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(28), number);
        return new Bytes32(bytes);
    }

    private sealed class WriterHold : IDisposable
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _end = new();

        public Task Begun => _begun.Task;

        public bool Wait()
        {
            _begun.SetResult();
            return _end.Wait(TimeSpan.FromSeconds(30));
        }

        public void Dispose() => _end.Set();
    }
}
