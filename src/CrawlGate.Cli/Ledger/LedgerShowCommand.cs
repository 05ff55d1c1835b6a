using System.CommandLine;
using CrawlGate.AspNetCore;

namespace CrawlGate.Cli;

/// <summary><c>crawlgate ledger show</c>: everything about one payment, and what it means.</summary>
internal static class LedgerShowCommand
{
    private const int MostNamed = 10;

    public static Command Create(TextWriter output, TextWriter error, LedgerAccess access)
    {
        var config = SharedOptions.Config();
        var payment = new Argument<string>("payment") { Description = "payer/nonce, a nonce or a transaction, each perhaps cut short, as list shows them." };
        payment.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !PaymentName.TryParse(token.Value, out _))
                result.AddError($"'{Printable.Text(token.Value)}' is not payer/nonce, a nonce or a transaction: each is 0x and four hexadecimal digits or more.");
        });
        var command = new Command("show", "Shows everything about a payment, and what it means.") { payment, config };
        command.SetAction((parsed, cancellationToken) =>
        {
            var text = parsed.GetRequiredValue(payment);
            PaymentName.TryParse(text, out var name);
            return LedgerCommand.WithAsync(
                access, parsed.GetRequiredValue(config), error, opened => ShowAsync(opened, text, name, new Terminal(output), error, cancellationToken), cancellationToken);
        });
        return command;
    }

    private static async Task<int> ShowAsync(LedgerOpening.Opened opened, string text, PaymentName name, Terminal terminal, TextWriter error, CancellationToken cancellationToken)
    {
        var (found, count) = (new List<LedgerEntry>(), 0);
        await foreach (var entry in opened.Ledger.ReadAsync(new LedgerFilter(), cancellationToken))
        {
            if (name.Matches(entry) && count++ < MostNamed)
                found.Add(entry);
        }

        if (found is not [var only])
        {
            await error.WriteLineAsync(count == 0 ? $"The ledger has no payment {text}." : $"{text} may be any of {count} payments; name one of them:");
            foreach (var entry in found)
                await error.WriteLineAsync($"  {PaymentRecord.NameOf(entry.Key)}");
            return 1;
        }

        var history = await opened.Ledger.ReadHistoryAsync(only.Key, cancellationToken);
        var exposure = only.IsDeferred ? await opened.Ledger.ReadExposureAsync(only.Key.Payer, cancellationToken) : (Exposure?)null;
        LedgerShowText.Write(only, opened.Tokens.Find(only.Key), history, exposure, terminal);
        return 0;
    }
}
