using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

public sealed class UserAgentClassifierTests
{
    private readonly UserAgentClassifier _classifier = new(AiCrawlers.All);

    [Theory]
    [InlineData("GPTBot/1.3", "GPTBot")]
    [InlineData("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/9.9; +https://openai.com/gptbot)", "GPTBot")]
    [InlineData("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)", "ClaudeBot")]
    [InlineData("gptbot", "GPTBot")]
    [InlineData("CCBot/2.0 (https://commoncrawl.org/faq/)", "CCBot")]
    [InlineData("meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)", "meta-externalagent")]
    public void An_AI_crawler_is_known_by_its_token_whatever_its_version(string userAgent, string token)
    {
        var who = Classify(userAgent);
        Assert.Equal(token, who.Crawler?.Token);
        Assert.Equal(IdentityVerdict.Unverifiable, who.Identity);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")]
    [InlineData("Mozilla/5.0 (compatible; Google-Extended)")]
    [InlineData("Mozilla/5.0 (compatible; Applebot-Extended/0.1)")]
    [InlineData("NotGPTBotAtAll/1.0")]
    [InlineData("MyGPTBot/1.0")]
    [InlineData("GPTBots/1.0")]
    [InlineData("curl/8.5.0")]
    public void Everybody_else_is_unclaimed(string userAgent) => Assert.Same(RequestClassification.Unclaimed, Classify(userAgent));

    [Fact]
    public void A_token_after_a_lookalike_still_counts() => Assert.Equal("GPTBot", Classify("XGPTBot/1 GPTBot/1.3").Crawler?.Token);

    [Fact]
    public void Classifying_allocates_nothing()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.UserAgent = "Mozilla/5.0 (compatible; GPTBot/1.3; +https://openai.com/gptbot)";
        Allocation.AssertNone(() => _classifier.ClassifyAsync(context));
    }

    private RequestClassification Classify(string userAgent)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.UserAgent = userAgent;
        return _classifier.ClassifyAsync(context).Result;
    }
}
