using System.Diagnostics;
using System.Globalization;
using CrawlGate.DevChain;

namespace CrawlGate.IntegrationTests;

/// <summary>Processes of the operating system that claim the same payments on one store.</summary>
[Collection(RedisCollection.Name)]
public sealed class RacingProcessesTests(RedisServer redis) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crawlgate-ledger-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1, 500)]
    [InlineData(200, 5)]
    public async Task A_thousand_racing_claims_of_two_processes_on_a_SQLite_file_have_one_winner_for_each_payment(int payments, int claimsEach)
    {
        var wins = await RaceAsync($"sqlite:{Path.Combine(_folder.FullName, "ledger.db")}", payments, claimsEach);
        Assert.Equal(Enumerable.Repeat(1, payments), wins);
    }

    [Theory]
    [InlineData(1, 500)]
    [InlineData(200, 5)]
    public async Task A_thousand_racing_claims_of_two_processes_on_Redis_have_one_winner_for_each_payment(int payments, int claimsEach)
    {
        var wins = await RaceAsync($"redis:{redis.Address},prefix=race-{Guid.NewGuid():N}", payments, claimsEach);
        Assert.Equal(Enumerable.Repeat(1, payments), wins);
    }

    /// <summary>How many claims of each payment were won, by two processes that start to claim at once.</summary>
    private async Task<int[]> RaceAsync(string store, int payments, int claimsEach)
    {
        var start = Path.Combine(_folder.FullName, "start");
        var starts = await Task.WhenAll(StartAsync(store, payments, claimsEach, start), StartAsync(store, payments, claimsEach, start));
        try
        {
            await File.WriteAllTextAsync(start, "");
            var wins = new int[payments];
            foreach (var process in starts)
            {
                foreach (var line in await ReadWinsAsync(process))
                    wins[int.Parse(line[0], CultureInfo.InvariantCulture)] += int.Parse(line[1], CultureInfo.InvariantCulture);
            }

            return wins;
        }
        finally
        {
            foreach (var process in starts)
                await process.DisposeAsync();
        }
    }

    private static async Task<ChildProcess> StartAsync(string store, int payments, int claimsEach, string startFile)
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}") ? "Debug" : "Release";
        var racer = RepositoryRoot.Combine("tests", "CrawlGate.LedgerRacer", "bin", configuration, "net10.0", "CrawlGate.LedgerRacer.dll");
        var start = new ProcessStartInfo("dotnet", [racer, store, $"{payments}", $"{claimsEach}", startFile]);
        return (await ChildProcess.StartAsync(start, "ready", Patience, CancellationToken.None)).Process;
    }

    private static async Task<string[][]> ReadWinsAsync(ChildProcess process)
    {
        var begun = Stopwatch.StartNew();
        while (!process.Output.Contains("done", StringComparison.Ordinal))
        {
            Assert.True(begun.Elapsed < Patience, process.Output);
            await Task.Delay(20);
        }

        return [.. process.Output.Split('\n', StringSplitOptions.TrimEntries).Select(line => line.Split(' ')).Where(line => line.Length == 2 && char.IsDigit(line[0][0]))];
    }
}
