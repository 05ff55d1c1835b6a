using System.Globalization;
using CrawlGate.AspNetCore;

namespace CrawlGate.Cli;

/// <summary>What a configuration says, in a few lines.</summary>
internal static class Summary
{
    public static void Write(GateSnapshot gate, CrawlGateOptions options, Terminal terminal)
    {
        terminal.Heading("Policies");
        foreach (var policy in gate.Policies.All)
        {
            terminal.Fact(policy.Name, $"{SettingName.Of(policy.Mode)}, {PriceOf(policy.Name, options)}, {Count(policy.Rules.Count, "rule")}");
            foreach (var (index, rule) in policy.Rules.Index())
                terminal.Line(string.Create(CultureInfo.InvariantCulture, $"    {index + 1,2}. {rule.Name}{(index < OwnRules(policy.Name, options) ? "" : " (built in)")}"));
        }

        var catalogue = gate.Crawlers.Catalogue;
        terminal.Heading("Who asks");
        terminal.Fact("catalogue", string.Create(CultureInfo.InvariantCulture, $"of {catalogue.Date:yyyy-MM-dd}, {Count(catalogue.Crawlers.Count, "crawler")}, {(options.Catalogue is { } own ? $"with {own} on top" : "no file of your own")}"));
        terminal.Fact("proxies", options.TrustedProxies is [_, ..] proxies ? $"trusted: {string.Join(", ", proxies)}" : "none is trusted: the connection's address is the client's");
        terminal.Fact("ip-range", options.Verification.IpRanges.Enabled ? $"on, kept in {options.Verification.IpRanges.Directory ?? "memory"}" : "off");
        terminal.Fact("reverse-dns", options.Verification.ReverseDns is { Enabled: true } dns ? $"on, {(dns.Servers is [_, ..] servers ? string.Join(", ", servers) : "the system's servers")}" : "off");
        terminal.Fact("web-bot-auth", options.Verification.WebBotAuth.Enabled ? "on" : "off");

        terminal.Heading("Money");
        terminal.Fact("paid", $"in {gate.Asset.Name} on {gate.Asset.Network} to {options.PayTo}");
        terminal.Fact("settled", options.Facilitator.Local is null ? $"by {string.Join(", ", options.Facilitator.Urls)}" : "here");
    }

    /// <summary>How many rules of a policy are the operator's own; they come first.</summary>
    public static int OwnRules(string policy, CrawlGateOptions options) =>
        options.Policies.TryGetValue(policy, out var own) ? own.Rules.Count : options.Rules.Count;

    private static string PriceOf(string policy, CrawlGateOptions options) =>
        (options.Policies.TryGetValue(policy, out var own) ? own.Price : null) ?? options.Price ?? "";

    private static string Count(int count, string thing) => string.Create(CultureInfo.InvariantCulture, $"{count} {thing}{(count == 1 ? "" : "s")}");
}
