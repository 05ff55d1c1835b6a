using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using CrawlGate.DevChain;

namespace CrawlGate.Chaos;

/// <summary>Writes down what was done and what it came to.</summary>
internal static class Report
{
    public static string Write(IReadOnlyList<ChaosResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine("# Kill anywhere\n");
        text.AppendLine("Gateways are killed (SIGKILL) at named points while crawlers pay; then chain, ledger and crawlers are compared. `./build.sh chaos` writes this file.\n");
        text.AppendLine(CultureInfo.InvariantCulture, $"- {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
        text.AppendLine(CultureInfo.InvariantCulture, $"- {Versions()}");
        text.AppendLine(CultureInfo.InvariantCulture, $"- verdict: **{Verdict(results)}**\n");
        text.AppendLine("| run | seed | gateways | kills | payments | refused | paid on chain | settled in the ledger | pages | sum of transfers | sum of the ledger | most served unpaid | samples | violations | took |");
        text.AppendLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var result in results)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {result.Plan.Name} | {result.Plan.Seed} | {result.Plan.Gateways} | {result.Kills.Values.Sum()} | {result.Payments} | {result.Payments - result.Pages} | {result.Paid} | {result.SettledPayments} | {result.Pages} | {result.Transferred} | {result.Settled} | {result.MostUnpaid} | {result.Samples} | {result.Violations.Count} | {result.Took.TotalSeconds:0} s |");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"\nSums are in atomic units. At most {World.DeferredTotal} may be served before it is settled, in the deferred flow alone. Refused are payments of a crawler that signs for more than it has.");
        text.AppendLine("\n## Incidents\n");
        foreach (var result in results)
        {
            foreach (var (incident, seen) in result.Incidents)
                text.AppendLine(CultureInfo.InvariantCulture, $"- {result.Plan.Name}, {incident}: {seen}");
        }

        WriteKills(text, results);
        foreach (var result in results.Where(result => result.Violations.Count > 0))
            text.AppendLine(CultureInfo.InvariantCulture, $"\n## Violations: {result.Plan.Name}\n\n```\n{result.Evidence}```");
        return text.ToString();
    }

    public static string Verdict(IReadOnlyList<ChaosResult> results) =>
        results.Sum(result => result.Violations.Count) is > 0 and var count ? $"{count} violation(s)" : "no payment lost, none taken twice, no page unpaid";

    private static void WriteKills(StringBuilder text, IReadOnlyList<ChaosResult> results)
    {
        if (!results.Any(HasKills))
            return;

        text.AppendLine("\n## Kills\n");
        text.AppendLine($"| point | {string.Join(" | ", results.Where(HasKills).Select(result => result.Plan.Name))} |");
        text.AppendLine($"|---|{string.Concat(results.Where(HasKills).Select(_ => "--:|"))}");
        foreach (var point in KillPoints.Inside.Concat(KillPoints.Outside))
            text.AppendLine($"| {point} | {string.Join(" | ", results.Where(HasKills).Select(result => Cell(result, point)))} |");
        text.AppendLine("\nIn brackets: how often the point was set and not reached within 3 s; the gateway was then killed where it was, and counts under any-time.");
    }

    private static bool HasKills(ChaosResult result) => result.Plan.Kills > 0;

    private static string Cell(ChaosResult result, string point) =>
        result.Kills.GetValueOrDefault(point).ToString(CultureInfo.InvariantCulture)
        + (result.Missed.TryGetValue(point, out var missed) ? string.Create(CultureInfo.InvariantCulture, $" ({missed})") : "");

    private static string Versions()
    {
        var lockFile = File.ReadAllText(RepositoryRoot.Combine("tests", "npm", "chain", "package-lock.json"));
        var anvil = lockFile.Split("\"node_modules/@foundry-rs/anvil\"").ElementAtOrDefault(1)?.Split("\"version\": \"").ElementAtOrDefault(1)?.Split('"')[0] ?? "of unknown version";
        return $"anvil {anvil}, a test dollar with EIP-3009";
    }
}
