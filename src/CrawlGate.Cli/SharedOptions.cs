using System.CommandLine;
using System.Net;

namespace CrawlGate.Cli;

/// <summary>What several commands are told.</summary>
internal static class SharedOptions
{
    public const string DefaultFile = "config/gateway.json";

    public static Option<string> Config() => new("--config")
    {
        Description = "The gateway's configuration file.",
        DefaultValueFactory = _ => DefaultFile,
    };

    public static Option<IPAddress?> Peer(string description) => new("--ip")
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (IPAddress.TryParse(text, out var address))
                return address;

            result.AddError($"'{text}' is not an IP address.");
            return null;
        },
    };

    public static Option<string[]> Headers() => new("--header")
    {
        Description = "A header of the request, \"Name: value\". May be given several times.",
        DefaultValueFactory = _ => [],
        Validators =
        {
            result =>
            {
                foreach (var token in result.Tokens.Where(token => !AskedRequest.IsHeader(token.Value)))
                    result.AddError($"'{Printable.Text(token.Value)}' is not a header like \"Accept: text/html\".");
            },
        },
    };

    public static Option<bool> Fetch() => new("--fetch")
    {
        Description = "Fetch the published address lists that are due first; else only copies on disk count.",
    };

    public static Option<bool> NoDns() => new("--no-dns")
    {
        Description = "Do not look up names of addresses.",
    };
}
