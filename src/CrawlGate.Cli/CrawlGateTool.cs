using System.CommandLine;

namespace CrawlGate.Cli;

/// <summary>The <c>crawlgate</c> tool: what an operator asks about a gateway.</summary>
internal static class CrawlGateTool
{
    /// <summary>The program.</summary>
    public static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <summary>Runs one command. 0 when all is well, 1 when something is wrong or the command line cannot be read.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="error">Where complaints about the command line go.</param>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Asks a CrawlGate gateway: is its configuration right, what does it decide and why, is everything around it well?")
        {
            CheckCommand.Create(output),
            ExplainCommand.Create(output, error),
            DoctorCommand.Create(output),
        };
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }
}
