using CrawlGate.AspNetCore;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.Tests.AspNetCore;

public sealed class KnownUserAgentsTests
{
    private readonly UserAgentMatcher _matcher = new(CrawlerCatalogue.BuiltIn.Crawlers);

    [Fact]
    public void What_is_remembered_is_what_the_matcher_says_whatever_shares_a_place()
    {
        var known = new KnownUserAgents(_matcher);
        // Far more than there are places, many of them alike in most pieces.
        var texts = Enumerable.Range(0, 3000).SelectMany(i => new[]
        {
            $"Mozilla/5.0 (compatible; GPTBot/1.{i}; +https://openai.com/gptbot)", $"Mozilla/5.0 (compatible; GPTBat/1.{i}; +https://openai.com/gptbot)",
            $"Mozilla/5.0 (X11; Linux x86_64; rv:{i}.0) Gecko/20100101 Firefox/{i}.0", new string('x', i % 700), $"CCBot/{i}",
        }).Append("").ToArray();
        foreach (var text in texts.Concat(texts.Reverse()))
            Assert.Same(_matcher.Find(text.AsSpan()), known.Find(text));
    }

    [Fact]
    public void Several_lines_are_looked_through_each_time()
    {
        var known = new KnownUserAgents(_matcher);
        var lines = new StringValues(["Mozilla/5.0 Firefox/140.0", "GPTBot/1.3"]);
        Assert.Equal("GPTBot", known.Find(lines)?.Token);
        Assert.Null(known.Find("Mozilla/5.0 Firefox/140.0"));
        Assert.Null(known.Find(StringValues.Empty));
    }

    [Fact]
    public void One_that_was_seen_costs_no_allocation()
    {
        var known = new KnownUserAgents(_matcher);
        Allocation.AssertNone(() => known.Find("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"));
    }
}
