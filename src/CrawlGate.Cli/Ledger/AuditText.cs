using System.Globalization;

namespace CrawlGate.Cli;

/// <summary>Shows an audit to people.</summary>
internal static class AuditText
{
    public static void Write(AuditReport report, Terminal terminal)
    {
        terminal.Heading($"Ledger and {report.Network}");
        terminal.Fact("checked", Text(report.Checked));
        terminal.Fact("agree", Text(report.Agree));
        terminal.Fact("differ", Text(report.Differ), report.Differ > 0 ? Tone.Bad : Tone.Plain);
        terminal.Fact("open", $"{Text(report.Open)}, of unknown outcome");
        terminal.Fact("not due", $"{Text(report.NotDue)}, not settled yet");
        terminal.Fact("unreachable", Text(report.Unreachable), report.Unreachable > 0 ? Tone.Bad : Tone.Plain);
        WriteFindings("Differences", report.Differences, Tone.Bad, terminal);
        WriteFindings("Unknown outcomes", report.OpenPayments, Tone.Warning, terminal);
        if (report.Sums.Count > 0)
            terminal.Heading("Sums");
        foreach (var sum in report.Sums)
        {
            terminal.Line(
                $"  {sum.PayTo}: {sum.Recorded} {sum.Currency} recorded, {sum.OnChain} {sum.Currency} on chain",
                sum.Recorded == sum.OnChain ? Tone.Good : Tone.Bad);
        }

        terminal.Heading("Result");
        if (report.Differ > 0)
            terminal.Line($"  {Text(report.Differ)} of {Text(report.Checked)} payments differ from the chain.", Tone.Bad);
        if (report.Unreachable > 0)
            terminal.Line($"  The chain could not be asked about {Text(report.Unreachable)} payments: {report.UnreachableBecause}", Tone.Bad);
        if (report is { Differ: 0, Unreachable: 0 })
            terminal.Line("  The ledger agrees with the chain.", Tone.Good);
    }

    private static void WriteFindings(string heading, IReadOnlyList<AuditFinding> findings, Tone tone, Terminal terminal)
    {
        if (findings.Count > 0)
            terminal.Heading(heading);
        foreach (var finding in findings)
        {
            terminal.Line($"  {finding.Payment}");
            terminal.Line($"    {finding.Text} ({finding.Resource})", tone);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
