using CrawlGate.AspNetCore;
using Xunit.Abstractions;

namespace CrawlGate.IntegrationTests;

/// <summary>The catalogue against User-Agents that others have collected.</summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    private static readonly UserAgentMatcher Matcher = new(CrawlerCatalogue.BuiltIn.Crawlers);

    private static readonly Dictionary<string, CrawlerPurpose[]> PurposesByTag = new()
    {
        ["ai-crawler"] = [CrawlerPurpose.Training, CrawlerPurpose.Search, CrawlerPurpose.UserFetch, CrawlerPurpose.Agent],
        ["search-engine"] = [CrawlerPurpose.Search],
        ["feed-reader"] = [CrawlerPurpose.Feed],
        ["social-preview"] = [CrawlerPurpose.Preview],
        ["monitoring"] = [CrawlerPurpose.Monitor],
    };

    /// <summary>Where the catalogue says something else than the collection on purpose: what it says, and why.</summary>
    private static readonly Dictionary<string, (CrawlerPurpose? Purpose, string Why)> Differences = new()
    {
        ["adidxbot"] = (CrawlerPurpose.Ads, "checks advertisements; it is among the search engines for its documentation's address"),
        ["YandexAdNet"] = (CrawlerPurpose.Ads, "the same"),
        ["YandexDirect"] = (CrawlerPurpose.Ads, "the same"),
        ["YandexDirectDyn"] = (CrawlerPurpose.Ads, "the same"),
        ["YaDirectFetcher"] = (CrawlerPurpose.Ads, "the same"),
        ["Amazonbot"] = (CrawlerPurpose.Training, "its operator says that it may train models"),
        ["ImagesiftBot"] = (CrawlerPurpose.Training, "collects pictures for models"),
        ["Timpibot"] = (CrawlerPurpose.Training, "collects text for models"),
        ["PanguBot"] = (CrawlerPurpose.Training, "collects text for models"),
        ["Friendly_Crawler"] = (CrawlerPurpose.Training, "collects data sets for models"),
        ["meta-externalfetcher"] = (CrawlerPurpose.UserFetch, "fetches for the users of an assistant, as its operator says"),
        ["meta-webindexer"] = (CrawlerPurpose.Search, "indexes for an assistant's search"),
        ["BuddyBot"] = (CrawlerPurpose.UserFetch, "a learning companion's"),
        ["OWLer-W"] = (CrawlerPurpose.Search, "the Open Web Search crawler"),
        ["Google-Extended"] = (null, "a robots.txt token; who sends it is not Google"),
        ["MetaIAB"] = (null, "a person in an app's browser"),
        ["mail.ru"] = (null, "a browser's string with an address in it"),
    };

    [Fact]
    public async Task Crawlers_that_people_and_sites_live_with_land_in_the_right_class()
    {
        var samples = (await Corpus.ReadCrawlersAsync()).Where(sample => sample.Tags.Any(PurposesByTag.ContainsKey)).ToArray();
        Assert.True(samples.Length >= 1000, $"only {samples.Length} samples");

        int asLabelled = 0, asIntended = 0;
        foreach (var sample in samples)
        {
            var found = Matcher.Find(sample.Text.AsSpan());
            if (found is not null && sample.Tags.Any(tag => PurposesByTag.TryGetValue(tag, out var fitting) && fitting.Contains(found.Purpose)))
                asLabelled++;
            else if (Differences.Any(difference => sample.Text.Contains(difference.Key, StringComparison.Ordinal) && difference.Value.Purpose == found?.Purpose))
                asIntended++;
            else
                output.WriteLine($"wrong: {found?.Token ?? "nobody"} for {string.Join(", ", sample.Tags)}: {sample.Text}");
        }

        output.WriteLine($"{Share(asLabelled, samples.Length)} as labelled; {Share(asLabelled + asIntended, samples.Length)} with {asIntended} deliberate differences");
        Assert.True(asLabelled >= samples.Length * 0.97, "as labelled");
        Assert.True(asLabelled + asIntended >= samples.Length * 0.99, "with differences");
    }

    [Fact]
    public async Task Of_the_other_crawlers_most_are_known()
    {
        var samples = (await Corpus.ReadCrawlersAsync()).Where(sample => !sample.Tags.Any(PurposesByTag.ContainsKey)).ToArray();
        foreach (var group in samples.GroupBy(sample => sample.Tags[0]))
            output.WriteLine($"{group.Key}: {Share(group.Count(IsKnown), group.Count())}");

        output.WriteLine($"together: {Share(samples.Count(IsKnown), samples.Length)}");
        Assert.True(samples.Count(IsKnown) >= samples.Length * 0.97);

        static bool IsKnown(SeenUserAgent sample) => Matcher.Find(sample.Text.AsSpan()) is not null;
    }

    [Fact]
    public async Task No_browser_is_ever_a_crawler()
    {
        var browsers = await Corpus.ReadBrowsersAsync();
        Assert.True(browsers.Count >= 100, $"only {browsers.Count} browsers");
        output.WriteLine($"{browsers.Count} browsers, {browsers.Count(browser => Matcher.Find(browser.AsSpan()) is not null)} taken for crawlers");
        Assert.All(browsers, browser => Assert.Null(Matcher.Find(browser.AsSpan())));
    }

    private static string Share(int part, int whole) => $"{part} of {whole} ({100.0 * part / whole:0.0} %)";
}
