using System.Text;
using CrawlGate.AspNetCore;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.AspNetCore;

public sealed class CrawlerCatalogueTests
{
    private static readonly CrawlerCatalogue BuiltIn = CrawlerCatalogue.BuiltIn;

    [Fact]
    public void The_built_in_catalogue_is_the_file_in_the_repository()
    {
        var file = CrawlerCatalogue.Read(Encoding.UTF8.GetBytes(Repository.Read("config", "crawlers.json")), out var errors);
        Assert.Empty(errors);
        Assert.Equal(file!.Crawlers.Select(crawler => crawler.Token), BuiltIn.Crawlers.Select(crawler => crawler.Token));
        Assert.Equal(new DateOnly(2026, 11, 21), BuiltIn.Date);
    }

    [Fact]
    public void It_is_sorted_so_that_an_entry_has_one_place()
    {
        var sorted = BuiltIn.Crawlers
            .OrderBy(crawler => crawler.Purpose)
            .ThenBy(crawler => crawler.Operator.ToLowerInvariant(), StringComparer.Ordinal)
            .ThenBy(crawler => crawler.Token.ToLowerInvariant(), StringComparer.Ordinal);
        Assert.Equal(sorted.Select(crawler => crawler.Token), BuiltIn.Crawlers.Select(crawler => crawler.Token));
    }

    [Theory]
    [InlineData("GPTBot", CrawlerPurpose.Training, "https://openai.com/gptbot.json", null)]
    [InlineData("OAI-SearchBot", CrawlerPurpose.Search, "https://openai.com/searchbot.json", null)]
    [InlineData("ChatGPT-User", CrawlerPurpose.UserFetch, "https://openai.com/chatgpt-user.json", null)]
    [InlineData("Googlebot", CrawlerPurpose.Search, "https://developers.google.com/static/crawling/ipranges/common-crawlers.json", "googlebot.com")]
    [InlineData("Google-InspectionTool", CrawlerPurpose.Search, "https://developers.google.com/static/crawling/ipranges/common-crawlers.json", "googlebot.com")]
    [InlineData("AdsBot-Google", CrawlerPurpose.Ads, "https://developers.google.com/static/crawling/ipranges/special-crawlers.json", "google.com")]
    [InlineData("bingbot", CrawlerPurpose.Search, "https://www.bing.com/toolbox/bingbot.json", "search.msn.com")]
    [InlineData("Applebot", CrawlerPurpose.Search, "https://search.developer.apple.com/applebot.json", "applebot.apple.com")]
    [InlineData("PerplexityBot", CrawlerPurpose.Search, "https://www.perplexity.ai/perplexitybot.json", null)]
    [InlineData("CCBot", CrawlerPurpose.Training, "https://index.commoncrawl.org/ccbot.json", "crawl.commoncrawl.org")]
    [InlineData("Bytespider", CrawlerPurpose.Training, null, null)]
    public void Well_known_crawlers_have_their_published_sources(string token, CrawlerPurpose purpose, string? ranges, string? domain)
    {
        var crawler = Get(BuiltIn, token)!;
        Assert.Equal(purpose, crawler.Purpose);
        Assert.Equal(ranges, crawler.IpRanges.FirstOrDefault()?.Url.AbsoluteUri);
        Assert.Equal(domain, crawler.ReverseDns.FirstOrDefault());
    }

    [Theory]
    [InlineData("ClaudeBot")]
    [InlineData("meta-externalagent")]
    public void A_list_with_gaps_is_not_complete(string token) => Assert.All(Get(BuiltIn, token)!.IpRanges, source => Assert.False(source.IsComplete));

    [Fact]
    public void Tokens_of_robots_txt_alone_are_in_no_catalogue()
    {
        Assert.DoesNotContain(BuiltIn.Crawlers, crawler => RobotsOnlyTokens.Contains(crawler.Token));
        Assert.Equal(
            ["crawlers[0].token: 'google-extended' exists in robots.txt only; no request carries it"],
            Errors("""{"crawlers":[{"token":"google-extended","operator":"Google","purpose":"training"}]}"""));
    }

    [Fact]
    public void All_mistakes_are_told_at_once_and_where_they_are() =>
        Assert.Equal(
            [
                "motto: there is no such member",
                "crawlers[0].tokn: there is no such member",
                "crawlers[0].token: is missing",
                "crawlers[0].operator: is missing",
                "crawlers[0].purpose: 'Training' is none of training, search, user-fetch, agent, archive, feed, preview, monitor, seo, ads, library, scanner",
                "crawlers[1].documentation: 'example.org' is not an absolute http or https URL",
                "crawlers[1].signatureAgent: 'https://a.example/keys' is not an https origin",
                "crawlers[1].ipRanges[0].uri: there is no such member",
                "crawlers[1].ipRanges[0].url: 'ftp://a.example/' is not an absolute http or https URL",
                "crawlers[1].ipRanges[0].format: 'xml' is none of prefixes, csv, json-array",
                "crawlers[1].reverseDns[0]: '.a.example' is not a domain of two labels or more",
                "crawlers[1].reverseDns[1]: 'localhost' is not a domain of two labels or more",
                "crawlers[2].token: 'ABOT' is already at crawlers[1]",
                "crawlers[2].ipRanges: is empty",
                "crawlers[2].reverseDns: is empty",
                "crawlers[3].token: 'ab' must have 3 to 100 characters",
                "crawlers[4].token: must be printable ASCII that begins with a letter or a digit and does not end with a space",
                "crawlers[5].ipRanges[0].complete: is of the wrong type, or is there twice",
                "crawlers[6]: is null",
                "crawlers[7]: what is removed needs no description",
                "date: '21.11.2026' is not a date like 2026-11-21",
                "crawlers[8].token: 'Nobody/Here' is not in the catalogue",
            ],
            Errors("""
                {
                  "date": "21.11.2026",
                  "motto": "",
                  "crawlers": [
                    { "tokn": "ABot", "purpose": "Training" },
                    { "token": "ABot", "operator": "A", "purpose": "search", "documentation": "example.org", "signatureAgent": "https://a.example/keys",
                      "ipRanges": [{ "url": "ftp://a.example/", "format": "xml", "uri": "" }], "reverseDns": [".a.example", "localhost"] },
                    { "token": "ABOT", "operator": "A", "purpose": "search", "ipRanges": [], "reverseDns": [] },
                    { "token": "ab", "operator": "A", "purpose": "search" },
                    { "token": "A\u0007Bot", "operator": "A", "purpose": "search" },
                    { "token": "BBot", "operator": "B", "purpose": "search", "ipRanges": [{ "url": "https://b.example/", "format": "csv", "complete": "no" }] },
                    null,
                    { "token": "GPTBot", "remove": true, "purpose": "search" },
                    { "token": "Nobody/Here", "remove": true }
                  ]
                }
                """));

    [Theory]
    [InlineData("", "is not what it should be, at line 1")]
    [InlineData("null", "is null")]
    [InlineData("{}", "crawlers: is missing")]
    [InlineData("{\"crawlers\":{}}", "crawlers: is not what it should be, at line 1")]
    [InlineData("{\"crawlers\":[5]}", "crawlers[0]: is of the wrong type, or is there twice")]
    [InlineData("{\"crawlers\":[{\"token\":\"ABot\",\"token\":\"BBot\"}]}", "crawlers[0]: is not what it should be, at line 1")]
    public void What_is_no_catalogue_is_an_error_too(string json, string error) => Assert.StartsWith(error, Assert.Single(Errors(json)), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_too_long_is_not_read() =>
        Assert.Equal([$"is longer than {CatalogueFile.MaxBytes} bytes"], Errors(new string(' ', CatalogueFile.MaxBytes + 1)));

    [Fact]
    public void Bytes_of_any_kind_never_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => BuiltIn.Extend(bytes, out _) is null).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void An_operators_own_file_adds_describes_otherwise_and_removes()
    {
        var catalogue = BuiltIn.Extend(
            """
            {
              // our own
              "crawlers": [
                { "token": "TidepoolBot", "operator": "Tidepool", "purpose": "monitor" },
                { "token": "gptbot", "operator": "OpenAI", "purpose": "search" },
                { "token": "CCBot", "remove": true },
              ]
            }
            """u8,
            out var errors);

        Assert.Empty(errors);
        Assert.Equal(BuiltIn.Date, catalogue!.Date);
        Assert.Equal(BuiltIn.Crawlers.Count, catalogue.Crawlers.Count);
        Assert.Equal(CrawlerPurpose.Monitor, Get(catalogue, "TidepoolBot")!.Purpose);
        Assert.Equal(CrawlerPurpose.Search, Get(catalogue, "GPTBot")!.Purpose);
        Assert.Empty(Get(catalogue, "GPTBot")!.IpRanges);
        Assert.Null(Get(catalogue, "CCBot"));
        Assert.Equal(CrawlerPurpose.Training, Get(BuiltIn, "GPTBot")!.Purpose);
    }

    [Fact]
    public void A_whole_catalogue_has_a_date_and_removes_nothing()
    {
        Assert.Null(CrawlerCatalogue.Read("""{"crawlers":[]}"""u8, out var errors));
        Assert.Equal(["date: is missing"], errors);
        Assert.Null(CrawlerCatalogue.Read("""{"date":"2026-11-21","crawlers":[{"token":"GPTBot","remove":true}]}"""u8, out errors));
        Assert.Equal(["crawlers[0].token: there is nothing to remove it from"], errors);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error()
    {
        Assert.Null(BuiltIn.ExtendFromFile(Path.Combine(AppContext.BaseDirectory, "no-such-file.json"), out var errors));
        Assert.StartsWith("cannot be read: ", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_on_disk_extends_like_its_bytes()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, """{"date":"2027-01-02","crawlers":[{"token":"TidepoolBot","operator":"Tidepool","purpose":"monitor"}]}""", Encoding.UTF8);
        try
        {
            var catalogue = BuiltIn.ExtendFromFile(path, out var errors);
            Assert.Empty(errors);
            Assert.NotNull(Get(catalogue!, "TidepoolBot"));
            Assert.Equal(new DateOnly(2027, 1, 2), catalogue!.Date);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IReadOnlyList<string> Errors(string json)
    {
        Assert.Null(BuiltIn.Extend(Encoding.UTF8.GetBytes(json), out var errors));
        return errors;
    }

    private static Crawler? Get(CrawlerCatalogue catalogue, string token) =>
        catalogue.Crawlers.SingleOrDefault(crawler => crawler.Token.Equals(token, StringComparison.OrdinalIgnoreCase));
}
