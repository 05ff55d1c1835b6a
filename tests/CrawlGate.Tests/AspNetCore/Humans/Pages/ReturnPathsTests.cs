using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class ReturnPathsTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/posts/a?b=c&d=%2F%2Fe#f")]
    [InlineData("/%E6%97%A5%E6%9C%AC")]
    [InlineData("/a//b")]
    [InlineData("/a%20b")]
    [InlineData("/?next=https://elsewhere.example/%5C%0A")]
    [InlineData("/.crawlgates")]
    [InlineData("/.well-known/x")]
    [InlineData("/a..b/...")]
    [InlineData("/100%")]
    [InlineData("/:8080/a@b")]
    public void P57_A_page_of_this_site_is_where_one_goes_on(string to)
    {
        Assert.True(ReturnPaths.TryRead(to, out var path));
        Assert.Equal(to, path);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("posts/a")]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\/evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/a\\b")]
    [InlineData("/?a=\\")]
    [InlineData("/%5cevil.example")]
    [InlineData("/%5Cevil.example")]
    [InlineData("/%255cevil.example")]
    [InlineData("/%2fevil.example")]
    [InlineData("/%2Fevil.example")]
    [InlineData("/%252fevil.example")]
    [InlineData("/%25252525252fevil.example")]
    [InlineData("/ /evil.example")]
    [InlineData("/%20/evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("/a\r\nSet-Cookie: a=b")]
    [InlineData("/a%0d%0aSet-Cookie:%20a=b")]
    [InlineData("\t//evil.example")]
    [InlineData(" //evil.example")]
    [InlineData("/\0")]
    [InlineData("/%00")]
    [InlineData("/a\u007f")]
    [InlineData("/%c2%85")]
    [InlineData("/\u2028")]
    [InlineData("/日本")]
    [InlineData("//evil.example/..;/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/.//evil.example")]
    [InlineData("/..//evil.example")]
    [InlineData("/a/%2e%2e//evil.example")]
    [InlineData("/.crawlgate/human/forget")]
    [InlineData("/.crawlgate")]
    [InlineData("/.crawlgate?a")]
    [InlineData("/.CRAWLGATE/human")]
    [InlineData("/%2ecrawlgate/human")]
    [InlineData("/%252ecrawlgate/human")]
    [InlineData("/a/../.crawlgate/human")]
    [InlineData("/./.crawlgate/human")]
    [InlineData("/.crawlgate;a/human")]
    [InlineData("/..;/x")]
    public void P57_Anything_else_leads_home(string? to)
    {
        Assert.False(ReturnPaths.TryRead(to, out var path));
        Assert.Equal("/", path);
    }

    [Fact]
    public void P57_A_path_has_an_end()
    {
        Assert.True(ReturnPaths.TryRead("/" + new string('a', 1999), out _));
        Assert.False(ReturnPaths.TryRead("/" + new string('a', 2000), out _));
    }

    [Fact]
    public void P57_What_is_taken_stays_on_this_site_as_a_browser_resolves_it()
    {
        // Every short combination of what addresses are confused with.
        string[] parts = ["/", "\\", ".", "..", "%2f", "%5c", "%2e", "evil.example", "@", ":", "?", "#", ".crawlgate", "\t", "%09", "a"];
        var site = new Uri("https://site.example/.crawlgate/human");
        foreach (var text in parts.SelectMany(a => parts.SelectMany(b => parts.SelectMany(c => parts.Select(d => a + b + c + d)))))
        {
            if (!ReturnPaths.TryRead(text, out var path))
                continue;

            Assert.True(Uri.TryCreate(site, path, out var target), path);
            Assert.Equal(("site.example", "https"), (target.Host, target.Scheme));
            Assert.False(Uri.UnescapeDataString(target.AbsolutePath).StartsWith("/.crawlgate/", StringComparison.OrdinalIgnoreCase), path);
        }
    }
}
