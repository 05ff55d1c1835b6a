using System.Globalization;
using CrawlGate.AspNetCore;
using CrawlGate.X402;

namespace CrawlGate.Cli;

/// <summary>Shows one payment to people.</summary>
internal static class LedgerShowText
{
    private static readonly LedgerToken Micros = new("$", 6, IsDollar: true);

    public static void Write(LedgerEntry entry, LedgerToken token, IReadOnlyList<LedgerEvent> history, Exposure? exposure, Terminal terminal)
    {
        terminal.Heading($"Payment {PaymentRecord.NameOf(entry.Key)}");
        terminal.Fact("state", SettingName.Of(entry.State), entry.State switch
        {
            LedgerState.Settled => Tone.Good,
            LedgerState.Failed => Tone.Bad,
            LedgerState.Unknown => Tone.Warning,
            _ => Tone.Plain,
        });
        terminal.Fact("means", PaymentWords.Meaning(entry));
        terminal.Fact("amount", $"{token.Say(entry.Amount)}, {entry.Amount} atomic units of {entry.Key.Asset} on {CaipNetwork.ForEvm(entry.Key.ChainId)}");
        terminal.Fact("payer", entry.Key.Payer.ToString());
        terminal.Fact("paid to", entry.PayTo.ToString());
        terminal.Fact("for", entry.Resource);
        if (PaymentRecord.TransactionOf(entry) is { } transaction)
            terminal.Fact("transaction", transaction + (entry.State == LedgerState.Settled ? "" : " (not certain to have settled it)"));
        if (entry.Result?.ErrorReason is { } reason)
            terminal.Fact("reason", reason);
        if (entry.Detail is { Length: > 0 } detail)
            terminal.Fact("detail", detail);
        if (entry.Identifier is { } identifier)
            terminal.Fact("identifier", identifier);
        terminal.Fact("valid until", PaymentWords.Time(entry.ValidBefore));
        terminal.Fact("settlements", entry.Attempts.ToString(CultureInfo.InvariantCulture) + " begun");
        if (entry.DueAt is { } due)
            terminal.Fact("looked at", $"again at {PaymentWords.Time(due)}");
        if (exposure is { } open)
            terminal.Fact("this payer", $"has {Micros.Say(open.Open)} served and not settled, and never paid {Micros.Say(open.Defaulted)}");

        terminal.Heading("History (UTC)");
        foreach (var happened in history)
            terminal.Line($"  {PaymentWords.Line(happened)}");
    }
}
