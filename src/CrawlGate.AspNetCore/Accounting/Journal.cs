using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Double-entry bookkeeping of payments. A page that was served before settlement is income and a receivable from that day on; the
/// settlement, or the loss, is booked on the day it happened. Nothing else is booked: what did not move and was not owed is no income.
/// </summary>
internal static class Journal
{
    /// <summary>Pages that were served and are not paid yet.</summary>
    public const string Receivable = "Assets:Receivable";

    /// <summary>What crawlers pay for pages.</summary>
    public const string Income = "Income:PayPerCrawl";

    /// <summary>Pages that were served and never paid.</summary>
    public const string BadDebt = "Expenses:BadDebt";

    /// <summary>The lines of one payment, two for each booking; none when there is nothing to book.</summary>
    public static IEnumerable<JournalLine> Of(LedgerEntry entry, LedgerToken token)
    {
        if (entry.IsDeferred)
        {
            foreach (var line in Book(entry, token, "sale", entry.OpenedAt, Receivable, Income))
                yield return line;
        }

        var closing = entry switch
        {
            { State: LedgerState.Settled } => Book(entry, token, "settlement", entry.ChangedAt, Stablecoin(entry), entry.IsDeferred ? Receivable : Income),
            { State: LedgerState.Failed, IsDeferred: true } => Book(entry, token, "default", entry.ChangedAt, BadDebt, Receivable),
            _ => [],
        };
        foreach (var line in closing)
            yield return line;
    }

    /// <summary>The account of what an address holds on a network.</summary>
    private static string Stablecoin(LedgerEntry entry) => $"Assets:Stablecoin:{CaipNetwork.ForEvm(entry.Key.ChainId)}:{entry.PayTo}";

    private static JournalLine[] Book(LedgerEntry entry, LedgerToken token, string kind, DateTimeOffset at, string debit, string credit)
    {
        var id = $"{PaymentRecord.NameOf(entry.Key)}/{kind}";
        return
        [
            new JournalLine(at, id, debit, entry.Amount, default, token, entry.Resource),
            new JournalLine(at, id, credit, default, entry.Amount, token, entry.Resource),
        ];
    }
}
