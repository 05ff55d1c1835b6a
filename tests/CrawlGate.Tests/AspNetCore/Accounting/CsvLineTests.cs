using CrawlGate.AspNetCore;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.AspNetCore;

public sealed class CsvLineTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData(" =1", "' =1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("=HYPERLINK(\"http://evil\",\"x\")", "\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\"")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Cells_are_quoted_and_formulas_are_text(string? cell, string expected) => Assert.Equal($"x,{expected}\r\n", CsvLine.Of(["x", cell]));

    [Fact]
    public void Whatever_is_written_is_read_again_and_nothing_in_it_is_a_formula()
    {
        Prop.ForAll(Arb.From(Entries.Text.NonEmptyListOf().ArrayOf()), rows =>
        {
            var read = CsvReader.Read(string.Concat(rows.Select(row => CsvLine.Of(row))));
            Assert.Equal(rows.Length, read.Count);
            Assert.All(rows.Zip(read), pair => Assert.Equal(pair.First.Select(cell => CsvLine.IsFormula(cell) ? $"'{cell}" : cell), pair.Second));
            Assert.DoesNotContain(read.SelectMany(row => row), cell => cell.TrimStart(' ') is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..]);
        }).QuickCheckThrowOnFailure();
    }
}
