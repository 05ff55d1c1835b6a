using System.Buffers;
using System.Text;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Lines of CSV as RFC 4180 has them. Spreadsheets run a cell that begins like a formula, and part of what is exported comes from
/// strangers, so such a cell gets an apostrophe before it, which spreadsheets take as "this is text".
/// </summary>
internal static class CsvLine
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    // The wide forms are what some spreadsheets turn into the narrow ones; a tab or line end is what some drop.
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    /// <summary>The line of some cells, with its end.</summary>
    public static string Of(IEnumerable<string?> cells)
    {
        var line = new StringBuilder();
        foreach (var cell in cells)
        {
            Append(line, cell);
            line.Append(',');
        }

        line.Length--;
        return line.Append("\r\n").ToString();
    }

    /// <summary>Whether a spreadsheet might run a text.</summary>
    public static bool IsFormula(string text) => text.AsSpan().TrimStart(' ') is [var first, ..] && FormulaStarts.Contains(first);

    private static void Append(StringBuilder line, string? cell)
    {
        if (string.IsNullOrEmpty(cell))
            return;

        var isQuoted = cell.AsSpan().ContainsAny(Special);
        line.Append(isQuoted ? "\"" : "").Append(IsFormula(cell) ? "'" : "");
        line.Append(isQuoted ? cell.Replace("\"", "\"\"", StringComparison.Ordinal) : cell).Append(isQuoted ? "\"" : "");
    }
}
