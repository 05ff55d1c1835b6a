using System.Globalization;
using CrawlGate.AspNetCore;

namespace CrawlGate.Cli;

/// <summary>What a ledger holds, in words.</summary>
internal static class PaymentWords
{
    /// <summary>A time, to the second, in UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>What a payment's state means for the operator.</summary>
    public static string Meaning(LedgerEntry entry) => (entry.State, entry.IsDeferred) switch
    {
        (LedgerState.Claimed, _) => "A request presented it and is being served. Nothing was sent and nothing moved; there is nothing to do.",
        (LedgerState.Queued, _) => "The page was served and the settlement waits its turn. The gateway does it; there is nothing to do.",
        (LedgerState.Settling, _) => "A settlement is under way. Should its process be gone, another one finds out what became of it; do nothing.",
        (LedgerState.Settled, _) => "The money moved to your account. There is nothing to do.",
        (LedgerState.Failed, true) => "The page was served and never paid. It counts against what this payer may leave open; book it as a loss.",
        (LedgerState.Failed, false) => "The money did not move and no page was served. There is nothing to do.",
        (LedgerState.Unknown, true) => "The page was served, a settlement was sent and nobody knows yet what became of it. The gateway keeps asking the chain; do nothing.",
        (LedgerState.Unknown, false) => "A settlement was sent and nobody knows yet what became of it. The gateway keeps asking the chain; do nothing, and do not ask to be paid again.",
        var other => throw new InvalidOperationException($"No such state: {other}"),
    };

    /// <summary>One line of a payment's history.</summary>
    public static string Line(LedgerEvent happened)
    {
        var what = happened.State switch
        {
            LedgerState.Claimed => "presented, and claimed",
            LedgerState.Queued => "the page may be served, the settlement is queued",
            LedgerState.Settling => "a settlement is begun or looked into",
            LedgerState.Settled => "settled",
            LedgerState.Failed => "failed",
            LedgerState.Unknown => "the outcome is not known",
            var other => throw new InvalidOperationException($"No such state: {other}"),
        };
        var transaction = happened.Transaction is { Length: > 0 } hash ? $", transaction {PaymentName.Shorten(hash)}" : "";
        return $"{Time(happened.At)} {what}{transaction}, by process {happened.Owner}{(happened.Detail is { Length: > 0 } detail ? $": {detail}" : "")}";
    }
}
