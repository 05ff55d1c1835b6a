using System.CommandLine;
using System.Text.Json;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;

namespace CrawlGate.Cli;

/// <summary><c>crawlgate ledger verify</c>: whether the chain says what the ledger says.</summary>
internal static class LedgerVerifyCommand
{
    public static Command Create(TextWriter output, TextWriter error, LedgerAccess access)
    {
        var config = SharedOptions.Config();
        var rpc = new Option<string?>("--rpc") { Description = "The node to ask; those of the configuration when left out." };
        rpc.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IsUrl(token.Value))
                result.AddError("--rpc must be an absolute http or https URL.");
        });
        var from = LedgerOptions.From("payments first presented");
        var until = LedgerOptions.Until("payments first presented");
        var json = new Option<bool>("--json") { Description = "Answer with one JSON object." };
        var command = new Command("verify", "Compares every payment with the chain: did the recorded money move, and did other money?") { config, rpc, from, until, json };
        command.SetAction((parsed, cancellationToken) => LedgerCommand.WithAsync(access, parsed.GetRequiredValue(config), error, async opened =>
        {
            IReadOnlyList<string> urls = parsed.GetValue(rpc) is { } own ? [own] : opened.Rpc;
            if (urls.Count == 0 || !urls.All(IsUrl))
            {
                await error.WriteLineAsync("The chain could not be asked: the configuration names no node in CrawlGate:Rpc, or a wrong one; --rpc names one.");
                return 1;
            }

            var time = TimeProvider.System;
            using var client = new EthereumRpcClient([.. urls.Select(url => new Uri(url))], timeProvider: time);
            if (await FindChainAsync(client, error, cancellationToken) is not { } chain)
                return 1;

            using var progress = new Progress(error, time);
            var entries = opened.Ledger.ReadAsync(new LedgerFilter { From = parsed.GetValue(from), Until = parsed.GetValue(until) }, cancellationToken);
            var report = await new LedgerAudit(new ChainWitness(client, time), chain, opened.Tokens).RunAsync(entries, count => progress.Show(count, "payments looked at"), cancellationToken);
            progress.Dispose();
            if (parsed.GetValue(json))
                await output.WriteLineAsync(JsonSerializer.Serialize(report, LedgerJsonContext.Default.AuditReport));
            else
                AuditText.Write(report, new Terminal(output));
            return report is { Differ: 0, Unreachable: 0 } ? 0 : 1;
        }, cancellationToken));
        return command;
    }

    private static async Task<ulong?> FindChainAsync(EthereumRpcClient rpc, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            return await rpc.GetChainIdAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            await error.WriteLineAsync($"The chain could not be asked, so nothing was compared: {Printable.Text(failure.Message)}");
            return null;
        }
    }

    private static bool IsUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);
}
