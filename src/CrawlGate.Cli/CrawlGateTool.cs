using System.CommandLine;
using System.CommandLine.Invocation;

namespace CrawlGate.Cli;

/// <summary>The <c>crawlgate</c> tool: what an operator asks about a gateway.</summary>
internal static class CrawlGateTool
{
    /// <summary>The program.</summary>
    public static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    private const int WrongUsage = 2;

    /// <summary>Runs one command. 0 when all is well, 1 when something is wrong, 2 when the command line cannot be read.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="error">Where complaints about the command line go.</param>
    /// <param name="ledgers">Opens ledgers; null for those that gateways have.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, LedgerAccess? ledgers = null)
    {
        var root = new RootCommand("Asks a CrawlGate gateway: is its configuration right, what does it decide and why, is everything around it well, what was paid?")
        {
            CheckCommand.Create(output),
            ExplainCommand.Create(output, error),
            DoctorCommand.Create(output),
            LedgerCommand.Create(output, error, ledgers ?? LedgerAccess.Stores),
        };
        var parsed = root.Parse(args);
        var code = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return parsed.Action is ParseErrorAction ? WrongUsage : code;
    }
}
