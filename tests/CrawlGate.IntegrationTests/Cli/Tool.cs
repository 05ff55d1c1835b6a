using System.Text.Json.Nodes;
using CrawlGate.Cli;

namespace CrawlGate.IntegrationTests;

/// <summary>Runs the tool as its program does, with the console kept.</summary>
public static class Tool
{
    public static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    internal static async Task<(int Code, string Output, string Error)> RunAsync(LedgerAccess? ledgers, params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await CrawlGateTool.RunAsync(arguments, output, error, ledgers);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Asks why, without DNS.</summary>
    public static async Task<string> ExplainAsync(string config, params string[] arguments)
    {
        var (code, output, error) = await RunAsync(["explain", "--config", config, "--no-dns", .. arguments]);
        Assert.True(code == 0, output + error);
        return output;
    }

    /// <summary>The same as JSON.</summary>
    public static async Task<JsonNode> ExplainJsonAsync(string config, params string[] arguments) => JsonNode.Parse(await ExplainAsync(config, [.. arguments, "--json"]))!;
}
