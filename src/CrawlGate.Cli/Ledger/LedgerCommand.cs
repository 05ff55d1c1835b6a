using System.CommandLine;
using CrawlGate.AspNetCore;

namespace CrawlGate.Cli;

/// <summary><c>crawlgate ledger</c>: what was paid, for operators and their accountants. Reads only.</summary>
internal static class LedgerCommand
{
    public static Command Create(TextWriter output, TextWriter error, LedgerAccess access) => new("ledger", "Reads the payments of a gateway, which may run meanwhile; changes none.")
    {
        LedgerListCommand.Create(output, error, access),
        LedgerShowCommand.Create(output, error, access),
        LedgerExportCommand.Create(output, error, access),
        LedgerVerifyCommand.Create(output, error, access),
    };

    /// <summary>Runs something with a configuration's ledger; 1 when there is none or it cannot be read.</summary>
    public static async Task<int> WithAsync(LedgerAccess access, string file, TextWriter error, Func<LedgerOpening.Opened, Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            var opening = await access.OpenAsync(file, cancellationToken);
            if (opening is not LedgerOpening.Opened opened)
            {
                await error.WriteLineAsync(((LedgerOpening.Refused)opening).Why);
                return 1;
            }

            await using (opened.Ledger)
                return await run(opened);
        }
        catch (LedgerUnavailableException failure)
        {
            await error.WriteLineAsync($"The ledger cannot be read: {Printable.Text(failure.Message)}");
            return 1;
        }
    }
}
