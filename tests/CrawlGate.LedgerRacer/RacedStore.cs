using CrawlGate.AspNetCore;

namespace CrawlGate.LedgerRacer;

/// <summary>A ledger and what it needs to be closed.</summary>
internal sealed class RacedStore : IAsyncDisposable
{
    private readonly IAsyncDisposable _owner;

    private RacedStore(IPaymentLedger ledger, IAsyncDisposable owner) => (Ledger, _owner) = (ledger, owner);

    public IPaymentLedger Ledger { get; }

    public static async Task<RacedStore> OpenAsync(string text)
    {
        var store = text.Split(':', 2) switch
        {
            ["sqlite", var path] => Sqlite(path),
            _ => throw new ArgumentException($"No such store: {text}"),
        };
        await store.Ledger.OpenAsync();
        return store;
    }

    public ValueTask DisposeAsync() => _owner.DisposeAsync();

    private static RacedStore Sqlite(string path)
    {
        var store = new SqliteStore(path, TimeProvider.System, new LedgerSettings());
        return new RacedStore(new SqlitePaymentLedger(store), store);
    }
}
