using System.Globalization;
using CrawlGate.AspNetCore;

namespace CrawlGate.Cli;

/// <summary>Shows a listing to people.</summary>
internal static class LedgerListText
{
    public static void Write(LedgerListing listing, Terminal terminal)
    {
        if (listing.Latest.Count == 0)
        {
            terminal.Line("There are no such payments.");
            return;
        }

        terminal.Table(["time", "state", "amount", "payer/nonce", "resource", "transaction"], listing.Latest.Select(entry => Row(entry, listing.Tokens.Find(entry.Key))));
        terminal.Heading("Totals");
        foreach (var total in listing.Totals)
            terminal.Fact(SettingName.Of(total.State), string.Create(CultureInfo.InvariantCulture, $"{total.Count} {(total.Count == 1 ? "payment" : "payments")}, {total.Token.Say(total.Sum)}"));
        if (listing.Matching > listing.Latest.Count)
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"The latest {listing.Latest.Count} of {listing.Matching} are shown; --limit shows more."), Tone.Quiet);
    }

    private static string[] Row(LedgerEntry entry, LedgerToken token) =>
    [
        PaymentWords.Time(entry.OpenedAt),
        SettingName.Of(entry.State),
        token.Say(entry.Amount),
        PaymentName.Shorten(entry.Key),
        entry.Resource,
        PaymentRecord.TransactionOf(entry) is { } transaction ? PaymentName.Shorten(transaction) : "",
    ];
}
