using CrawlGate.AspNetCore;

namespace CrawlGate.Cli;

/// <summary>Shows a report to people.</summary>
internal static class ExplainText
{
    public static void Write(ExplainReport report, Terminal terminal)
    {
        terminal.Heading("Request");
        terminal.Fact("target", $"{report.Request.Method} {report.Request.Target}");
        if (report.RefusedByServer is { } refusal)
        {
            terminal.Heading("Result");
            terminal.Line($"  {refusal}: the server refuses this request before the gate sees it", Tone.Bad);
            return;
        }

        terminal.Fact("read as", $"{report.Request.Scheme}://{report.Request.Host} {report.Request.Path}");
        WriteAddress(report.ClientAddress!, terminal);
        WriteIdentity(report.Identity!, terminal);
        WritePolicy(report, terminal);
        terminal.Heading("Result");
        terminal.Line($"  {report.Decision!.Summary}", report.Decision.Passes ? Tone.Good : Tone.Bad);
        if (report.Decision.Would is { } would)
            terminal.Fact("told operators", would, Tone.Quiet);
        if (report.Price is { } price)
            WritePrice(price, terminal);
        if (report.Notes is { Count: > 0 } notes)
        {
            terminal.Heading("Notes");
            foreach (var note in notes)
                terminal.Line($"  {note}", Tone.Warning);
        }
    }

    /// <summary>The two lines about an address that <c>doctor</c> shows too.</summary>
    public static void WriteAddress(AddressFacts address, Terminal terminal)
    {
        terminal.Heading("Client address");
        terminal.Fact("connection", address.Peer ?? "none");
        terminal.Fact("client", $"{address.Address ?? "none"} ({address.Source}): {address.Reason}");
    }

    private static void WriteIdentity(IdentityFacts identity, Terminal terminal)
    {
        terminal.Heading("Who asks");
        terminal.Fact("User-Agent", identity.UserAgent ?? "none");
        terminal.Fact("names", identity.Named is { } named ? Describe(named) : "no crawler of the catalogue");
        terminal.Fact("browser-like", identity.LooksLikeBrowser ? "yes" : "no");
        foreach (var rung in identity.Rungs)
        {
            if (rung.Outcome is { } outcome)
                terminal.Fact(rung.Method, $"{outcome}: {rung.Detail}", ToneOf(outcome));
            else
                terminal.Fact(rung.Method, $"not asked: {rung.NotAsked}", Tone.Quiet);
        }

        var who = identity.Crawler is { } crawler ? $"{crawler.Token} of {crawler.Operator}, for {crawler.Purpose}: " : "";
        terminal.Fact("verdict", $"{identity.Kind}, {who}{identity.Verdict}{(identity.ProvenBy is { } method ? $" by {method}" : "")}");
    }

    private static void WritePolicy(ExplainReport report, Terminal terminal)
    {
        if (report.Endpoint is not { } endpoint)
            return;

        terminal.Heading("Rules");
        terminal.Fact("route", $"{endpoint.Name}, {(endpoint.Policy is { } policy ? $"policy {policy}" : "no policy")}");
        terminal.Fact("path", endpoint switch
        {
            { IsAmbiguous: true } => "ambiguous: the site may read it as another path, so the severest that any policy decides counts, and no path is free",
            { IsFreePath: true } => "free under every policy, but for rules that override free paths",
            _ => "ordinary",
        });
        if (report.Decision is { Policy: { } deciding, Mode: { } mode })
            terminal.Fact("decided by", $"policy {deciding}, mode {mode}");
        foreach (var rule in report.Rules!)
            terminal.Line($"  {rule.Number,2}. {rule.Name} [{rule.Action}]: {Describe(rule)}{(rule.Limit is { } limit && rule.Failures.Count == 0 ? $" ({limit})" : "")}", ToneOf(rule));
        if (report.Decision is { Rule: { } name } && report.Rules is [_, ..] && report.Rules.All(rule => rule.Verdict != SettingName.Of(RuleVerdict.Decides)))
            terminal.Line($"      {name} [{report.Decision.Outcome}]: decides", Tone.Good);
    }

    private static void WritePrice(PriceFacts price, Terminal terminal)
    {
        terminal.Heading("Price");
        terminal.Fact("quoted", $"${price.Dollars}, {price.Amount} atomic units of {price.Token} ({price.Asset}) on {price.Network}, scheme {price.Scheme}");
        terminal.Fact("paid to", price.PayTo);
        terminal.Fact("for", price.Resource);
        terminal.Fact("valid", $"{price.MaxTimeoutSeconds} s; x402 version 2{(price.AcceptsVersion1 ? " and 1" : "")}");
    }

    private static string Describe(CrawlerFacts crawler) =>
        $"{crawler.Token} of {crawler.Operator}, for {crawler.Purpose}{(crawler.Documentation is { } page ? $"; {page}" : "")}";

    private static string Describe(RuleFacts rule) => rule.Verdict switch
    {
        "decides" => "decides",
        "does-not-match" => $"does not match: {string.Join("; ", rule.Failures)}",
        "leaves-free-paths" => "leaves free paths alone",
        "may-match" => "may match, and is less severe",
        _ => "matches, but a rule before it decides",
    };

    private static Tone ToneOf(string outcome) => outcome switch
    {
        "confirms" => Tone.Good,
        "refutes" => Tone.Bad,
        _ => Tone.Warning,
    };

    private static Tone ToneOf(RuleFacts rule) => rule.Verdict == "decides" ? Tone.Good : Tone.Quiet;
}
