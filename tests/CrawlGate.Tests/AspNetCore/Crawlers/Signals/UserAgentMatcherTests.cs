using System.Diagnostics;
using CrawlGate.AspNetCore;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.Tests.AspNetCore;

public sealed class UserAgentMatcherTests
{
    private const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/154.0.0.0 Safari/537.36 Edg/154.0.0.0";

    private static readonly UserAgentMatcher Matcher = new(CrawlerCatalogue.BuiltIn.Crawlers);

    [Theory]
    [InlineData("GPTBot", "GPTBot")]
    [InlineData("gptbot/9", "GPTBot")]
    [InlineData("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)", "GPTBot")]
    [InlineData("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)", "ClaudeBot")]
    [InlineData("Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)", "Yahoo! Slurp")]
    [InlineData("Mozilla/5.0 (compatible; Linux x86_64; Mail.RU_Bot/Robots/2.0; +http://go.mail.ru/help/robots)", "Mail.RU_Bot")]
    [InlineData("Y!J-ASR/0.1 crawler (http://www.yahoo-help.jp/app/answers/detail/p/595/a_id/42716/)", "Y!J-ASR")]
    [InlineData("Mozilla/2.0 (compatible; Ask Jeeves/Teoma; +http://sp.ask.com/docs/about/tech_crawling.html)", "Ask Jeeves/Teoma")]
    [InlineData("Googlebot-Image/1.0", "Googlebot-Image")]
    [InlineData("DuckDuckBot.", "DuckDuckBot")]
    [InlineData("XGPTBot/1 GPTBot/1.3", "GPTBot")]
    [InlineData("Mozilla/4.5 (compatible; HTTrack 3.0x; Windows 98)", "HTTrack")]
    public void A_crawler_is_known_by_its_token_whatever_version_and_case(string userAgent, string token) => Assert.Equal(token, Find(userAgent));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("NotGPTBotAtAll/1.0")]
    [InlineData("MyGPTBot")]
    [InlineData("GPTBots")]
    [InlineData("GPTBot-Next/1.0")]
    [InlineData("GPTBot_2")]
    [InlineData("Somebot/1.0 (+https://somebody.example/gptbot)")]
    [InlineData("Somebot/1.0 (gptbot@somebody.example)")]
    [InlineData("Somebot/1.0 (somebody@gptbot)")]
    [InlineData("Somebot/1.0 (GPTBot.somebody.example)")]
    [InlineData("Somebot/1.0 (www.GPTBot)")]
    [InlineData("Somebot/1.0 (compatible; everything like Googlebot)")]
    [InlineData("Somebot/1.0 (Like   Yahoo! Slurp)")]
    [InlineData("Mozilla/5.0 (compatible; Google-Extended)")]
    [InlineData("Mozilla/5.0 (compatible; Applebot-Extended/0.1)")]
    public void Everybody_else_is_nobody(string userAgent) => Assert.Null(Find(userAgent));

    [Theory]
    [InlineData(Chrome)]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:156.0) Gecko/20100101 Firefox/156.0")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/27.0 Mobile/15E148 Safari/604.1")]
    [InlineData("Mozilla/5.0 (Linux; Android 15; CPH2557 Build/AP3A.240617.008; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0 Mobile Safari/537.36 Instagram 406.0.0.58.159 Android (35/15; OPPO)")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/500.0;FBBV/1;FBDV/iPhone16,1] MetaIAB Facebook")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Code/1.107.1 Chrome/142.0.7444.235 Electron/39.2.7 Safari/537.36")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Cursor/2.1.0 Chrome/142.0 Electron/39.2 Safari/537.36")]
    [InlineData("Mozilla/5.0 (Linux; Android 11; KFTRWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/140.2 like Chrome/140.0 Safari/537.36")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/130.0 Chrome/124.0 Safari/537.36")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 YaBrowser/26.8.0.0 Safari/537.36")]
    [InlineData("Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0 Mobile Safari/537.36 DuckDuckGo/5")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/340.0 Mobile/15E148 Safari/604.1")]
    [InlineData("Mozilla/5.0 (Linux; Android 13; SM-A536N) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0 Mobile Safari/537.36 NAVER(inapp; search; 1200; 12.5.0)")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [Pinterest/iOS]")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Notion/4.20.0 Chrome/142.0 Electron/39.2 Safari/537.36")]
    [InlineData("Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1; .NET CLR 1.1.4322)")]
    [InlineData("Opera/9.80 (J2ME/MIDP; Opera Mini/7.1/28.3590; U; en) Presto/2.8.119 Version/11.10")]
    [InlineData("Lynx/2.8.9rel.1 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.6.13")]
    [InlineData("w3m/0.5.3+git20230121")]
    public void Browsers_name_no_crawler(string userAgent) => Assert.Null(Find(userAgent));

    [Theory]
    [InlineData("Googlebot/2.1 GPTBot/1.3", "GPTBot")]
    [InlineData("GPTBot/1.3 Googlebot/2.1", "GPTBot")]
    [InlineData("ClaudeBot GPTBot", "ClaudeBot")]
    [InlineData("curl/8.5.0 Feedly/1.0", "Feedly")]
    [InlineData("python-requests/2.9.2 curl/8.5.0", "python-requests")]
    [InlineData("facebookexternalhit/1.1 Facebot Twitterbot/1.0", "facebookexternalhit")]
    [InlineData("Screaming Frog SEO Spider/5.1", "Screaming Frog SEO Spider")]
    public void Of_several_the_one_fetched_for_AI_counts_and_libraries_last_and_else_the_first(string userAgent, string token) =>
        Assert.Equal(token, Find(userAgent));

    [Fact]
    public void The_longest_token_at_a_place_counts_and_its_words_name_nobody_else()
    {
        var matcher = new UserAgentMatcher(
        [
            new Crawler("Tide", "A", CrawlerPurpose.Training),
            new Crawler("Tide Checker for GPTBot", "A", CrawlerPurpose.Monitor),
            new Crawler("GPTBot", "OpenAI", CrawlerPurpose.Training),
        ]);
        Assert.Equal("Tide Checker for GPTBot", matcher.Find("tide checker for gptbot/2")?.Token);
        Assert.Equal("Tide", matcher.Find("Tide Checker for GPTBots")?.Token);
    }

    [Fact]
    public void All_User_Agent_lines_are_read()
    {
        Assert.Equal("GPTBot", Matcher.Find(new StringValues([Chrome, "Googlebot", "GPTBot"]))?.Token);
        Assert.Equal("Googlebot", Matcher.Find(new StringValues([null, Chrome, "Googlebot"]))?.Token);
        Assert.Null(Matcher.Find(StringValues.Empty));
    }

    [Fact]
    public void Every_token_of_the_catalogue_finds_its_own_crawler() =>
        Assert.All(CrawlerCatalogue.BuiltIn.Crawlers, crawler => Assert.Same(crawler, Matcher.Find($"Mozilla/5.0 (compatible; {crawler.Token}; +)")));

    [Fact]
    public void What_surrounds_a_token_never_changes_the_crawler()
    {
        var noise = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? ""),
            Gen.Elements("GPTBo", "tBot", "like", "Yahoo!", "/", "@", "..", "Mozilla/5.0", "(KHTML, like Gecko)", "Ask Jeeves", "\0\uFFFF", "Łódź"))
            .ListOf().Select(parts => string.Join(' ', parts)).Where(text => Find(text) is null);
        var crawlers = Gen.Elements<Crawler>(CrawlerCatalogue.BuiltIn.Crawlers);
        Prop.ForAll(
            Gen.Zip(Gen.Zip(noise, noise), crawlers).ToArbitrary(),
            input => Find($"{input.Item1.Item1}; {input.Item2.Token}; {input.Item1.Item2}") == input.Item2.Token)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Strings_of_any_kind_never_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?[]>(), lines => { Matcher.Find(new StringValues(lines)); }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("GPTBo ")]
    [InlineData("Yahoo!")]
    [InlineData("Y!")]
    [InlineData("like ")]
    [InlineData("like GPTBot ")]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("FAST Enterprise Crawle ")]
    public void Time_is_linear_whatever_is_sent(string part)
    {
        var small = Time(string.Concat(Enumerable.Repeat(part, 4 * 1024 / part.Length)));
        var large = Time(string.Concat(Enumerable.Repeat(part, 64 * 1024 / part.Length)));
        Assert.True(large < small * 16 * 5, $"16 times as long took {large / small:0} times as long");
    }

    [Theory]
    [InlineData(Chrome)]
    [InlineData("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)")]
    public void Finding_allocates_nothing(string userAgent)
    {
        StringValues line = userAgent;
        Allocation.AssertNone(() => Matcher.Find(line));
    }

    private static string? Find(string userAgent) => Matcher.Find(userAgent.AsSpan())?.Token;

    private static double Time(string userAgent)
    {
        var least = TimeSpan.MaxValue;
        for (var i = 0; i < 15; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Matcher.Find(userAgent);
            var elapsed = Stopwatch.GetElapsedTime(start);
            least = elapsed < least ? elapsed : least;
        }

        return least.TotalMicroseconds;
    }
}
