using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Looks into a ledger from outside.</summary>
internal static class LedgerWatch
{
    /// <summary>Everything in it.</summary>
    public static async Task<List<LedgerEntry>> EntriesAsync(this IPaymentLedger ledger)
    {
        var entries = new List<LedgerEntry>();
        await foreach (var entry in ledger.ReadAsync(new LedgerFilter()))
            entries.Add(entry);
        return entries;
    }

    /// <summary>The first entry of which something is true, within half a minute.</summary>
    public static async Task<LedgerEntry> EventuallyAsync(this IPaymentLedger ledger, Func<LedgerEntry, bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if ((await ledger.EntriesAsync()).FirstOrDefault(isSo) is { } entry)
                return entry;
            await Task.Delay(20, limit.Token);
        }
    }
}
