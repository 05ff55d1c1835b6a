using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class FreePathsTests
{
    [Theory]
    [InlineData("/robots.txt")]
    [InlineData("/.well-known/x402")]
    [InlineData("/sitemap.xml")]
    [InlineData("/sitemap-12.xml.gz")]
    [InlineData("/Sitemap2.xml")]
    [InlineData("/feed")]
    [InlineData("/rss.xml")]
    [InlineData("/favicon.ico")]
    public void What_crawlers_must_read_to_behave_is_free(string path) => Assert.True(FreePaths.Contains(path));

    [Theory]
    [InlineData("/")]
    [InlineData("/robots.txt/paid")]
    [InlineData("/.well-knownpaid")]
    [InlineData("/sitemap-of-secrets.xml")]
    [InlineData("/sitemap.xml/x")]
    [InlineData("/feed/42")]
    [InlineData("/posts/robots.txt")]
    public void Nothing_else_is(string path) => Assert.False(FreePaths.Contains(path));
}
