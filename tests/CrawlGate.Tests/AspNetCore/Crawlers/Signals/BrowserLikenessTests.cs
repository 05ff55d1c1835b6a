using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

public sealed class BrowserLikenessTests
{
    private const string Chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/154.0.0.0 Safari/537.36";
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:156.0) Gecko/20100101 Firefox/156.0";
    private const string Page = "text/html,application/xhtml+xml,*/*;q=0.8";

    [Theory]
    [InlineData(Chrome, "Sec-Fetch-Mode", "navigate")]
    [InlineData(Chrome, "Sec-CH-UA", "\"Chromium\";v=\"154\"")]
    [InlineData(Firefox, "Accept", Page)]
    [InlineData(Firefox, "Accept", "image/avif,image/webp,*/*")]
    [InlineData(Firefox, "Accept-Language", "de")]
    [InlineData("Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)", "Accept-Language", "de")]
    [InlineData("Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)", "Accept", "image/gif, image/jpeg, */*")]
    [InlineData("Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.18", "Accept", "text/html, */*")]
    [InlineData("NetSurf/3.10 (Linux)", "Accept-Language", "en")]
    public void A_browser_by_name_with_a_header_of_browsers_is_one(string userAgent, string name, string value) => Assert.True(IsLikely(userAgent, (name, value)));

    [Theory]
    [InlineData(Chrome, "Accept", "*/*")]
    [InlineData(Chrome, "Accept", "application/json")]
    [InlineData(Chrome, "Accept-Language", "")]
    [InlineData("Lynx/2.8.9rel.1 libwww-FM/2.14", "Accept", Page)]
    [InlineData("MyScript/1.0", "Accept-Language", "en")]
    [InlineData("", "Accept", Page)]
    [InlineData("Somebody with Mozilla/5.0", "Accept", Page)]
    public void Anything_else_is_unknown(string userAgent, string name, string value) => Assert.False(IsLikely(userAgent, (name, value)));

    [Fact]
    public void Chromium_of_today_without_fetch_metadata_over_https_is_unknown()
    {
        var headers = Headers(Chrome, ("Accept", Page), ("Accept-Language", "en"));
        Assert.True(BrowserLikeness.IsLikely(headers));
        Assert.False(BrowserLikeness.IsLikely(headers, isHttps: true));
        headers["Sec-Fetch-Site"] = "none";
        Assert.True(BrowserLikeness.IsLikely(headers, isHttps: true));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/49.0.2623.112 Safari/537.36")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Safari/605.1.15")]
    [InlineData("Mozilla/5.0 (Windows NT 6.1; rv:52.0) Gecko/20100101 Firefox/52.0")]
    [InlineData("Mozilla/5.0 (X11) Chrome/")]
    [InlineData("Mozilla/5.0 (X11) Chrome/x")]
    public void Older_browsers_and_other_engines_need_no_fetch_metadata(string userAgent) =>
        Assert.True(BrowserLikeness.IsLikely(Headers(userAgent, ("Accept", Page)), isHttps: true));

    [Fact]
    public void Client_hints_of_a_browser_that_has_none_are_a_contradiction() =>
        Assert.False(IsLikely(Firefox, ("Accept", Page), ("Sec-CH-UA", "\"Chromium\";v=\"154\"")));

    [Fact]
    public void Two_names_are_unknown() =>
        Assert.False(BrowserLikeness.IsLikely(new HeaderDictionary { ["User-Agent"] = new[] { Chrome, Firefox }, ["Accept"] = Page }));

    [Fact]
    public void An_absurd_version_is_survived() =>
        Assert.False(BrowserLikeness.IsLikely(Headers("Mozilla/5.0 Chrome/" + new string('9', 4000), ("Accept", Page)), isHttps: true));

    [Fact]
    public void Judging_allocates_nothing()
    {
        var headers = Headers(Chrome, ("Accept", Page), ("Accept-Language", "en"));
        Allocation.AssertNone(() => BrowserLikeness.IsLikely(headers, isHttps: true));
        Allocation.AssertNone(() => BrowserLikeness.IsLikely(headers));
    }

    private static bool IsLikely(string userAgent, params (string, string)[] headers) => BrowserLikeness.IsLikely(Headers(userAgent, headers));

    private static HeaderDictionary Headers(string userAgent, params (string Name, string Value)[] headers)
    {
        var all = new HeaderDictionary { ["User-Agent"] = userAgent };
        foreach (var (name, value) in headers)
            all[name] = value;
        return all;
    }
}
