using CrawlGate.AspNetCore;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.AspNetCore;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("/", "/", true)]
    [InlineData("/", "", true)]
    [InlineData("/", "/anything/at/all", true)]
    [InlineData("*", "/anything", true)]
    [InlineData("/$", "/", true)]
    [InlineData("/$", "/x", false)]
    [InlineData("/archive", "/archive", true)]
    [InlineData("/archive", "/archives/1", true)]
    [InlineData("/archive/", "/archive", true)]
    [InlineData("/archive/", "/archive/", true)]
    [InlineData("/archive/", "/archive/1", true)]
    [InlineData("/archive/", "/archives", false)]
    [InlineData("/Archive/", "/aRCHIVE/1", true)]
    [InlineData("/paid$", "/paid", true)]
    [InlineData("/paid$", "/paid/", true)]
    [InlineData("/paid/$", "/paid", true)]
    [InlineData("/paid/$", "/paid/", true)]
    [InlineData("/paid$", "/paid/x", false)]
    [InlineData("/paid$", "/paid//", false)]
    [InlineData("/*.pdf$", "/a/b.pdf", true)]
    [InlineData("/*.pdf$", "/a/b.pdf/", true)]
    [InlineData("/*.pdf$", "/a/b.pdfs", false)]
    [InlineData("/*.pdf", "/a/b.pdfs", true)]
    [InlineData("/*/old/", "/a/b/old", true)]
    [InlineData("/*/old/", "/old/", false)]
    [InlineData("/a*b*a$", "/aba", true)]
    [InlineData("/a*b*a$", "/ab", false)]
    [InlineData("/ab*ba$", "/aba", false)]
    [InlineData("/a$b", "/a$b", true)]
    [InlineData("/a%2Ab", "/a*b", true)]
    [InlineData("/a%2Ab", "/axb", false)]
    [InlineData("/a%24", "/a$", true)]
    [InlineData("/caf%C3%A9", "/café/menu", true)]
    [InlineData("/CAFÉ", "/café", true)]
    [InlineData("/%62%61%7A", "/baz", true)]
    [InlineData("/a%2fb", "/a%2Fb", true)]
    [InlineData("/a%2fb", "/a/b", false)]
    [InlineData("/page", "/other", false)]
    public void Patterns_mean_what_robots_txt_means_by_them(string pattern, string path, bool matches) =>
        Assert.Equal(matches, PathPattern.Parse(pattern)!.Matches(path));

    [Theory]
    [InlineData("")]
    [InlineData("archive/")]
    [InlineData("$")]
    [InlineData(" /x")]
    [InlineData("https://news.example/x")]
    public void What_begins_with_neither_slash_nor_star_is_no_pattern(string pattern) => Assert.Null(PathPattern.Parse(pattern));

    [Fact]
    public void Random_patterns_match_as_a_naive_reading_says()
    {
        var letters = Gen.Elements('/', 'a', 'B', 'b', '*', '$').ArrayOf();
        var path = Gen.Elements('/', 'a', 'A', 'b').ArrayOf();
        Prop.ForAll(letters.ToArbitrary(), path.ToArbitrary(), (tail, rest) =>
        {
            var (pattern, target) = ("/" + new string(tail), "/" + new string(rest));
            Assert.Equal(ReadNaively(pattern, target), PathPattern.Parse(pattern)!.Matches(target));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));
    }

    [Fact]
    public void A_slash_at_the_end_of_a_path_never_matters()
    {
        var letters = Gen.Elements('/', 'a', 'b', '*', '$').ArrayOf();
        var path = Gen.Elements('/', 'a', 'b').NonEmptyListOf();
        Prop.ForAll(letters.ToArbitrary(), path.ToArbitrary(), (tail, rest) =>
        {
            var target = "/" + string.Concat(rest).TrimEnd('/');
            var pattern = PathPattern.Parse("/" + new string(tail))!;
            Assert.Equal(pattern.Matches(target.TrimEnd('/')), pattern.Matches(target.TrimEnd('/') + "/"));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void A_hundred_stars_are_no_trouble()
    {
        var pattern = PathPattern.Parse("/" + string.Concat(Enumerable.Repeat("*a", 100)) + "b$")!;
        Assert.False(pattern.Matches("/" + new string('a', 8000)));
        Assert.True(pattern.Matches("/" + new string('a', 8000) + "b"));
    }

    [Fact]
    public void Matching_allocates_nothing()
    {
        var patterns = new[] { "/archive/", "/*.pdf$", "/a*b*c", "/x$" }.Select(text => PathPattern.Parse(text)!).ToArray();
        var path = "/archive/2019/" + new string('x', 500) + ".pdf/";
        Allocation.AssertNone(() =>
        {
            foreach (var pattern in patterns)
                pattern.Matches(path);
        });
    }

    /// <summary>Both spellings of a path against every way to fill the stars.</summary>
    private static bool ReadNaively(string pattern, string path)
    {
        var isWhole = pattern.EndsWith('$');
        var body = isWhole ? pattern[..^1] : pattern + "*";
        var bare = path.EndsWith('/') ? path[..^1] : path;
        return Fits(body.ToUpperInvariant(), bare.ToUpperInvariant()) || Fits(body.ToUpperInvariant(), bare.ToUpperInvariant() + "/");
    }

    private static bool Fits(string pattern, string text)
    {
        // reachable[j]: what was read of the pattern can stand for the first j characters.
        var reachable = new bool[text.Length + 1];
        reachable[0] = true;
        foreach (var c in pattern)
        {
            var next = new bool[text.Length + 1];
            for (var j = 0; j <= text.Length; j++)
                next[j] = c == '*' ? reachable[j] || (j > 0 && next[j - 1]) : j > 0 && reachable[j - 1] && text[j - 1] == c;
            reachable = next;
        }

        return reachable[text.Length];
    }
}
