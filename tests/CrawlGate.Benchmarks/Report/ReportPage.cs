using System.Text;

namespace CrawlGate.Benchmarks;

/// <summary>The report for people.</summary>
internal static class ReportPage
{
    public static string Render(IEnumerable<Section> sections)
    {
        var page = new StringBuilder();
        page.Append("# Benchmarks\n\nMeasured by `./build.sh bench`. Figures are ratios of medians inside one run; absolute numbers are this machine's.\n");
        foreach (var section in sections)
            Render(page, section);
        return page.ToString();
    }

    private static void Render(StringBuilder page, Section section)
    {
        var machine = section.Machine;
        page.Append($"\n## {char.ToUpperInvariant(section.Name[0])}{section.Name[1..]}\n\n");
        page.Append($"{machine.Date}, commit {machine.Commit}. {machine.Cpu}, {machine.Cores} cores, {machine.OperatingSystem}. ");
        page.Append($"{machine.DotNet}, {machine.Wrk}, Node {machine.Node}. Load average at the start {machine.LoadAverage}.\n\n");
        foreach (var note in section.Notes)
            page.Append($"- {note}\n");

        page.Append("\n| figure | value | target | |\n|---|---:|---:|---|\n");
        foreach (var figure in section.Figures)
            page.Append($"| {figure.Name} | {Figure.Format(figure.Value)} {figure.Unit} | {figure.TargetText} | {(figure.IsMet ? "pass" : "**miss**")} |\n");

        page.Append("\n| measured | unit | every run | median |\n|---|---|---:|---:|\n");
        foreach (var series in section.Series)
            page.Append($"| {series.Name} | {series.Unit} | {string.Join(", ", series.Values.Select(Figure.Format))} | {Figure.Format(series.Median)} |\n");
    }
}
