using CrawlGate.AspNetCore;
using CrawlGate.Tests.X402;
using CrawlGate.X402;

namespace CrawlGate.Tests.AspNetCore;

public sealed class SqliteSettlementJournalTests : SettlementJournalContract
{
    private readonly LedgerFolder _folder = new();
    private readonly List<SqliteStore> _stores = [];

    protected override Task<ISettlementJournal> OpenAsync()
    {
        var store = new SqliteStore(_folder.Database, TimeProvider.System, new LedgerSettings());
        _stores.Add(store);
        return Task.FromResult<ISettlementJournal>(new SqliteSettlementJournal(store));
    }

    protected override async Task RemoveAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        _folder.Dispose();
    }
}
