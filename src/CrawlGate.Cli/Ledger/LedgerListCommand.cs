using System.CommandLine;
using System.Text.Json;
using CrawlGate.AspNetCore;

namespace CrawlGate.Cli;

/// <summary><c>crawlgate ledger list</c>: the latest payments and what all of them come to.</summary>
internal static class LedgerListCommand
{
    private const int DefaultLimit = 50;

    public static Command Create(TextWriter output, TextWriter error, LedgerAccess access)
    {
        var config = SharedOptions.Config();
        var state = LedgerOptions.State();
        var payer = LedgerOptions.Payer();
        var from = LedgerOptions.From("payments first presented");
        var until = LedgerOptions.Until("payments first presented");
        var limit = new Option<int>("--limit") { Description = "How many to show, the newest first.", DefaultValueFactory = _ => DefaultLimit };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var number) || number < 1))
                result.AddError("--limit must be a number of 1 or more.");
        });
        var json = new Option<bool>("--json") { Description = "Answer with one JSON object." };
        var command = new Command("list", "Shows the latest payments and totals for each state.") { config, state, payer, from, until, limit, json };
        command.SetAction((parsed, cancellationToken) =>
        {
            var filter = new LedgerFilter { State = parsed.GetValue(state), Payer = parsed.GetValue(payer), From = parsed.GetValue(from), Until = parsed.GetValue(until) };
            return LedgerCommand.WithAsync(access, parsed.GetRequiredValue(config), error, async opened =>
            {
                var listing = await LedgerListing.ReadAsync(opened.Ledger.ReadAsync(filter, cancellationToken), opened.Tokens, parsed.GetValue(limit), cancellationToken);
                if (parsed.GetValue(json))
                    await output.WriteLineAsync(JsonSerializer.Serialize(listing.ToReport(), LedgerJsonContext.Default.LedgerListReport));
                else
                    LedgerListText.Write(listing, new Terminal(output));
                return 0;
            }, cancellationToken);
        });
        return command;
    }
}
