using System.Globalization;
using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>One side of a booking.</summary>
/// <param name="At">When; books show the day, in UTC.</param>
/// <param name="Entry">The booking that it belongs to; its debits and credits are equal.</param>
/// <param name="Account">The account.</param>
/// <param name="Debit">What is debited, in atomic units; zero on the credit side.</param>
/// <param name="Credit">What is credited, in atomic units; zero on the debit side.</param>
/// <param name="Token">The token, which says how amounts are written.</param>
/// <param name="Memo">What it was for.</param>
internal sealed record JournalLine(DateTimeOffset At, string Entry, string Account, UInt256 Debit, UInt256 Credit, LedgerToken Token, string Memo)
{
    /// <summary>The columns of a journal in CSV.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["date", "entry", "account", "debit", "credit", "currency", "memo"];

    /// <summary>The cells of this line.</summary>
    public IEnumerable<string?> ToCells() =>
    [
        At.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Entry, Account, Text(Debit), Text(Credit), Token.Currency, Memo,
    ];

    private string? Text(UInt256 amount) => amount.IsZero ? null : Token.Format(amount);
}
