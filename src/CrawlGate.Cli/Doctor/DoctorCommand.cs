using System.CommandLine;
using System.Net;

namespace CrawlGate.Cli;

/// <summary><c>crawlgate doctor</c>: whether everything around the gateway is well.</summary>
internal static class DoctorCommand
{
    private const int NameWidth = 30;

    public static Command Create(TextWriter output)
    {
        var config = SharedOptions.Config();
        var peer = SharedOptions.Peer("The other end of a connection, like the proxy in front of the gateway; 127.0.0.1 when left out.");
        var headers = SharedOptions.Headers();
        var fetch = SharedOptions.Fetch();
        var noDns = SharedOptions.NoDns();
        var command = new Command("doctor", "Tests what a gateway needs around it and says what to do.") { config, peer, headers, fetch, noDns };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(config),
            new AskedRequest("GET", "/", parsed.GetValue(peer) ?? IPAddress.Loopback, null, parsed.GetRequiredValue(headers), IsHttps: false),
            parsed.GetValue(fetch), !parsed.GetValue(noDns), new Terminal(output), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string file, AskedRequest request, bool fetch, bool askDns, Terminal terminal, CancellationToken cancellationToken)
    {
        var (gateway, errors) = await OfflineGateway.StartAsync(file);
        if (gateway is null)
        {
            foreach (var error in errors)
                Write(Finding.Failed("configuration", error, "mend it; nothing else can be tested before"), terminal);
            return 1;
        }

        await using (gateway)
        {
            var address = await AddressCheck.FindAsync(gateway, request);
            if (address is not null)
                ExplainText.WriteAddress(address, terminal);

            terminal.Heading("Tests");
            Write(Finding.Ok("configuration", $"{file} is right"), terminal);
            var isWell = true;
            foreach (var finding in (IEnumerable<Finding>)[AddressCheck.Judge(gateway, request, address), .. await new Checkup(gateway).RunAsync(fetch, askDns, cancellationToken)])
            {
                Write(finding, terminal);
                isWell &= finding.Health != Health.Failed;
            }

            return isWell ? 0 : 1;
        }
    }

    private static void Write(Finding finding, Terminal terminal)
    {
        var (word, tone) = finding.Health switch
        {
            Health.Ok => ("ok", Tone.Good),
            Health.Skipped => ("skipped", Tone.Quiet),
            Health.Warning => ("warning", Tone.Warning),
            _ => ("failed", Tone.Bad),
        };
        terminal.Line($"  {word,-8} {finding.Name.PadRight(NameWidth)} {finding.Detail}{(finding.Advice is { } advice ? $" -> {advice}" : "")}", tone);
    }
}
