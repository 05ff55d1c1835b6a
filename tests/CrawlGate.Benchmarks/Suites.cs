namespace CrawlGate.Benchmarks;

/// <summary>Runs what the command line names and puts each result into the report as soon as it is there.</summary>
internal static class Suites
{
    private static readonly Dictionary<string, Func<BenchSettings, Task<Section>>> All = new()
    {
        ["functions"] = FunctionsSuite.RunAsync,
        ["servers"] = ServersSuite.RunAsync,
        ["memory"] = MemorySuite.RunAsync,
        ["ledger"] = LedgerSuite.RunAsync,
        ["settlement"] = SettlementSuite.RunAsync,
        ["deferred"] = DeferredSuite.RunAsync,
        ["personhood"] = PersonhoodSuite.RunAsync,
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var name = args.FirstOrDefault(arg => !arg.StartsWith('-')) is { } first && args[0] == first ? first : "all";
        var names = name == "all" ? [.. All.Keys] : All.ContainsKey(name) ? new[] { name } : [];
        if (names.Length == 0)
        {
            await Console.Error.WriteLineAsync($"There is no '{name}'; choose from: {string.Join(", ", All.Keys)}, all.");
            return 2;
        }

        var settings = BenchSettings.Read(args);
        foreach (var suite in names)
        {
            Console.WriteLine($"== {suite}");
            var section = await All[suite](settings);
            await ReportFile.UpdateAsync(settings.Results, section);
            foreach (var figure in section.Figures)
                Console.WriteLine($"{(figure.IsMet ? "pass" : "MISS")}  {figure.Name}: {figure.Text}");
        }

        Console.WriteLine($"Report: {Path.Combine(settings.Results, ReportFile.PageName)}");
        return 0;
    }
}
