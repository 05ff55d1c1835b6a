using System.Text;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Reads CSV as RFC 4180 has it, apart from the code under test.</summary>
internal static class CsvReader
{
    public static List<string[]> Read(string text)
    {
        var (rows, row, cell) = (new List<string[]>(), new List<string>(), new StringBuilder());
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                Assert.Equal(0, cell.Length);
                for (i++; text[i] != '"' || (i + 1 < text.Length && text[i + 1] == '"'); i++)
                {
                    if (text[i] == '"')
                        i++;
                    cell.Append(text[i]);
                }

                Assert.Contains(text[i + 1], ",\r");
            }
            else if (text[i] == ',')
            {
                row.Add(cell.ToString());
                cell.Clear();
            }
            else if (text[i] == '\r')
            {
                Assert.Equal('\n', text[++i]);
                row.Add(cell.ToString());
                cell.Clear();
                rows.Add([.. row]);
                row.Clear();
            }
            else
            {
                Assert.NotEqual('\n', text[i]);
                cell.Append(text[i]);
            }
        }

        Assert.True(row.Count == 0 && cell.Length == 0, "The last line has no end.");
        return rows;
    }
}
