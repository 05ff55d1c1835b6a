using System.CommandLine;

namespace CrawlGate.Cli;

/// <summary><c>crawlgate check</c>: whether the gateway would start with a configuration, and what that configuration says.</summary>
internal static class CheckCommand
{
    public static Command Create(TextWriter output)
    {
        var file = new Argument<string>("config") { Description = "The gateway's configuration file.", DefaultValueFactory = _ => SharedOptions.DefaultFile };
        var command = new Command("check", "Checks a configuration as the gateway does at start, and sums it up.") { file };
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(file), new Terminal(output)));
        return command;
    }

    private static async Task<int> RunAsync(string file, Terminal terminal)
    {
        var (gateway, errors) = await OfflineGateway.StartAsync(file);
        if (gateway is null)
        {
            terminal.Heading($"{file}: the gateway would not start");
            foreach (var error in errors)
                terminal.Line($"  {error}", Tone.Bad);
            return 1;
        }

        await using (gateway)
        {
            terminal.Heading($"{file}: the gateway would start");
            Summary.Write(gateway.Gate, gateway.Options, terminal);
            var hints = PolicyLint.FindHints(gateway.Gate, gateway.Options).ToArray();
            if (hints.Length > 0)
                terminal.Heading("Hints");
            foreach (var hint in hints)
                terminal.Line($"  {hint}", Tone.Warning);
            return 0;
        }
    }
}
