using System.CommandLine;
using System.Globalization;
using CrawlGate.AspNetCore;

namespace CrawlGate.Cli;

/// <summary><c>crawlgate ledger export</c>: payments for spreadsheets, programs and books.</summary>
internal static class LedgerExportCommand
{
    public static Command Create(TextWriter output, TextWriter error, LedgerAccess access)
    {
        var config = SharedOptions.Config();
        var format = new Option<LedgerExportFormat>("--format")
        {
            Description = $"{SettingName.List<LedgerExportFormat>()}: a line for each payment, a JSON object for each payment, or bookings.",
            Required = true,
            HelpName = "format",
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (!SettingName.TryParse<LedgerExportFormat>(text, out var known))
                    result.AddError($"'{Printable.Text(text)}' is not a format: {SettingName.List<LedgerExportFormat>()}.");
                return known;
            },
        };
        const string What = "payments first presented (in a journal: bookings made)";
        var from = LedgerOptions.From(What);
        var until = LedgerOptions.Until(What);
        var file = new Option<string?>("--output") { Description = "The file to write, whole or not at all; the standard output when left out." };
        var command = new Command("export", "Writes all payments for spreadsheets, programs or books.") { config, format, from, until, file };
        command.SetAction((parsed, cancellationToken) => LedgerCommand.WithAsync(access, parsed.GetRequiredValue(config), error, async opened =>
        {
            var (kind, start, end) = (parsed.GetRequiredValue(format), parsed.GetValue(from), parsed.GetValue(until));
            var entries = opened.Ledger.ReadAsync(LedgerExport.FilterOf(kind, start, end), cancellationToken);
            Task<long> WriteAsync(TextWriter writer) => new LedgerExport(opened.Tokens).WriteAsync(kind, entries, start, end, writer, cancellationToken);
            if (parsed.GetValue(file) is not { } path)
            {
                await WriteAsync(output);
                return 0;
            }

            try
            {
                var count = await WholeFile.WriteAsync(path, WriteAsync);
                await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "payment" : "payments")} written to {path}"));
                return 0;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync($"{path} cannot be written: {failure.Message}");
                return 1;
            }
        }, cancellationToken));
        return command;
    }
}
