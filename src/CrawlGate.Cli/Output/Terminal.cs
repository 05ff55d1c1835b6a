using Spectre.Console;

namespace CrawlGate.Cli;

/// <summary>Writes lines, in colour when a person watches and plain and unbroken when not.</summary>
internal sealed class Terminal
{
    private const int LabelWidth = 14;
    private const int NeverBreak = 100_000;

    private readonly IAnsiConsole _console;

    public Terminal(TextWriter writer)
    {
        var isWatched = ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isWatched ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isWatched ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isWatched)
            _console.Profile.Width = NeverBreak;
    }

    public void Heading(string text) => _console.MarkupLine($"[bold]{Escape(text)}[/]");

    public void Line(string text, Tone tone = Tone.Plain) => _console.MarkupLine(Styled(Escape(text), tone));

    /// <summary>An indented line that says what it is about first.</summary>
    public void Fact(string label, string text, Tone tone = Tone.Plain) =>
        _console.MarkupLine($"  {Escape(label).PadRight(LabelWidth)} {Styled(Escape(text), tone)}");

    /// <summary>Rows under headings; on a narrow screen long cells are broken.</summary>
    public void Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var heading in headings)
            table.AddColumn(new TableColumn($"[bold]{Escape(heading)}[/]") { Padding = new Padding(0, 0, 2, 0) });
        foreach (var row in rows)
            table.AddRow([.. row.Select(Escape)]);
        _console.Write(table);
    }

    private static string Styled(string markup, Tone tone) => tone switch
    {
        Tone.Quiet => $"[grey]{markup}[/]",
        Tone.Good => $"[green]{markup}[/]",
        Tone.Warning => $"[yellow]{markup}[/]",
        Tone.Bad => $"[red]{markup}[/]",
        _ => markup,
    };

    private static string Escape(string text) => Markup.Escape(Printable.Text(text));
}
