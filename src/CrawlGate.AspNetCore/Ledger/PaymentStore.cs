using CrawlGate.X402;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>The configured store: the seller's ledger and the facilitator's journal, side by side. Nothing is opened before it is used.</summary>
internal sealed class PaymentStore : IAsyncDisposable
{
    private readonly IAsyncDisposable? _connection;

    private PaymentStore(IPaymentLedger ledger, ISettlementJournal journal, IAsyncDisposable? connection) => (Ledger, Journal, _connection) = (ledger, journal, connection);

    /// <summary>The Redis that others may share the connection to; null when it is another store.</summary>
    public RedisStore? Redis => _connection as RedisStore;

    public IPaymentLedger Ledger { get; }

    public ISettlementJournal Journal { get; }

    public static PaymentStore Create(StoreAddress address, TimeProvider time, LedgerSettings settings, ILoggerFactory logs)
    {
        switch (address.Kind)
        {
            case StoreKind.Sqlite:
                var sqlite = new SqliteStore(address.Location, time, settings);
                return new PaymentStore(new SqlitePaymentLedger(sqlite), new SqliteSettlementJournal(sqlite), sqlite);

            case StoreKind.Redis:
                var redis = new RedisStore(address.Location, time, settings, logs.CreateLogger<RedisStore>());
                return new PaymentStore(new RedisPaymentLedger(redis), new RedisSettlementJournal(redis), redis);

            default:
                return new PaymentStore(new MemoryPaymentLedger(time, settings), new MemorySettlementJournal(), null);
        }
    }

    public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? ValueTask.CompletedTask;
}
