namespace CrawlGate.Benchmarks;

/// <summary>Measures in turn what is compared, each round beginning with another, so that slow changes of the machine hit all alike.</summary>
internal static class Rounds
{
    /// <summary>Measures; a series for each contestant, in their order. Round -1 is the warm-up and does not count.</summary>
    public static async Task<Series[]> RunAsync(int repeats, string unit, params (string Name, Func<int, Task<double>> Run)[] contestants)
    {
        var values = contestants.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < repeats; round++)
        {
            for (var turn = 0; turn < contestants.Length; turn++)
            {
                var i = (round + 1 + turn) % contestants.Length;
                var value = await contestants[i].Run(round);
                if (round >= 0)
                    values[i].Add(value);
                Console.WriteLine($"   {contestants[i].Name}: {Figure.Format(value)} {unit}{(round < 0 ? ", warming up" : "")}");
            }
        }

        return [.. contestants.Select((contestant, i) => new Series(contestant.Name, unit, values[i]))];
    }
}
