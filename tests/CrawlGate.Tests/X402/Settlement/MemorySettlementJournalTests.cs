using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class MemorySettlementJournalTests : SettlementJournalContract
{
    private readonly MemorySettlementJournal _journal = new();

    protected override Task<ISettlementJournal> OpenAsync() => Task.FromResult<ISettlementJournal>(_journal);
}
