namespace CrawlGate.Cli;

/// <summary>Text of strangers, fit for a terminal: no line ends and nothing that moves the cursor or changes colours.</summary>
internal static class Printable
{
    public static string Text(string? text) => text is null ? "" : string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
