using System.CommandLine;
using System.Text.Json;
using CrawlGate.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.Cli;

/// <summary><c>crawlgate explain</c>: what the gateway decides about a request, and why.</summary>
internal static class ExplainCommand
{
    private static readonly TimeSpan FetchLimit = TimeSpan.FromSeconds(60);

    public static Command Create(TextWriter output, TextWriter error)
    {
        var config = SharedOptions.Config();
        var userAgent = new Option<string?>("--ua") { Description = "The request's User-Agent; none when left out." };
        var peer = SharedOptions.Peer("The other end of the connection: the client, or the proxy in front of the gateway.");
        var path = new Option<string>("--path") { Description = "The request's target as it stands on the request line, like /archive/1?page=2.", Required = true };
        var method = new Option<string>("--method") { Description = "The method.", DefaultValueFactory = _ => "GET" };
        var headers = SharedOptions.Headers();
        var isHttps = new Option<bool>("--https") { Description = "The connection to the gateway itself is encrypted." };
        var fetch = SharedOptions.Fetch();
        var noDns = SharedOptions.NoDns();
        var json = new Option<bool>("--json") { Description = "Answer with one JSON object." };
        path.Validators.Add(result => RequireToken(result, path));
        method.Validators.Add(result => RequireToken(result, method));
        userAgent.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>()?.Any(char.IsControl) == true)
                result.AddError("--ua must not hold control characters.");
        });

        var command = new Command("explain", "Says step by step what the gateway decides about a request. Sends nothing to the site and uses up nobody's free requests.")
        {
            config, userAgent, peer, path, method, headers, isHttps, fetch, noDns, json,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(config),
            new AskedRequest(
                parsed.GetRequiredValue(method), parsed.GetRequiredValue(path), parsed.GetValue(peer), parsed.GetValue(userAgent), parsed.GetRequiredValue(headers), parsed.GetValue(isHttps)),
            new ExplainSettings(parsed.GetValue(fetch), parsed.GetValue(noDns), parsed.GetValue(json)),
            output, error, cancellationToken));
        return command;
    }

    private static void RequireToken(System.CommandLine.Parsing.OptionResult result, Option<string> option)
    {
        if (result.GetValueOrDefault<string?>() is { } value && !AskedRequest.IsToken(value))
            result.AddError($"{option.Name} must hold neither spaces nor control characters.");
    }

    private static async Task<int> RunAsync(
        string file, AskedRequest request, ExplainSettings settings, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var (gateway, errors) = await OfflineGateway.StartAsync(file, settings.ToArguments());
        if (gateway is null)
        {
            await error.WriteLineAsync(string.Join(Environment.NewLine, errors.Prepend("The gateway cannot start:").Select(Printable.Text)));
            return 1;
        }

        await using (gateway)
        {
            await LoadListsAsync(gateway, settings.Fetch, cancellationToken);
            Write(await AskAsync(gateway, request, settings), settings.Json, output);
            return 0;
        }
    }

    /// <summary>Puts published lists to use: copies on disk, and what is due from the network when that is wanted.</summary>
    public static async Task LoadListsAsync(OfflineGateway gateway, bool fetch, CancellationToken cancellationToken)
    {
        var lists = gateway.Services.GetRequiredService<IpRangeStore>();
        if (!lists.IsEnabled)
            return;

        await lists.LoadAsync(cancellationToken);
        if (!fetch)
            return;

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(FetchLimit);
        await lists.RefreshDueAsync(deadline.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private static async Task<ExplainReport> AskAsync(OfflineGateway gateway, AskedRequest request, ExplainSettings settings)
    {
        ExplainReport? report = null;
        var explainer = gateway.Services.GetRequiredService<AccessExplainer>();
        var refusal = await gateway.AskAsync(request, async context =>
            report = Explanation.Of(context, await explainer.ExplainAsync(context), gateway.Gate, request.Peer?.ToString()));
        return report is null
            ? new ExplainReport(new RequestFacts(request.Method, request.Target), refusal)
            : report with { Notes = [.. Notes(report, request, settings)] };
    }

    private static IEnumerable<string> Notes(ExplainReport report, AskedRequest request, ExplainSettings settings)
    {
        if (settings.NoDns && report.Identity!.Rungs.Any(rung => rung is { Method: "reverse-dns", NotAsked: IdentityLadder.SwitchedOff }))
            yield return "names of addresses were not looked up (--no-dns); the gateway may, and then it may know more";
        if (!settings.Fetch && report.Identity!.Rungs.Any(rung => rung is { Method: "ip-range", Outcome: "unknown" }))
            yield return "address lists are as they are on disk; --fetch gets what is due";
        if (report.ClientAddress is { Source: "connection", Peer: not null } && request.IsForwarded)
            yield return "a forwarding header was sent and not believed: name the proxy in CrawlGate:TrustedProxies if it is yours";
    }

    private static void Write(ExplainReport report, bool asJson, TextWriter output)
    {
        if (asJson)
            output.WriteLine(JsonSerializer.Serialize(report, ExplainJsonContext.Default.ExplainReport));
        else
            ExplainText.Write(report, new Terminal(output));
    }
}
