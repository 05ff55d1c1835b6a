using System.Text.RegularExpressions;
using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

public sealed partial class PageTests
{
    [Fact]
    public void Whatever_text_is_put_in_no_page_has_markup_that_is_not_ours()
    {
        foreach (var texts in PageLanguages.All)
        {
            foreach (var (name, html) in SamplePages.All(texts))
            {
                var scripts = Script().Matches(html).Select(match => match.Value);
                Assert.All(scripts, script => Assert.Matches("^<script src=\"/.crawlgate/human/[a-z.]+js(\\?v=[0-9a-f]{12})?\" defer>$", script));
                Assert.DoesNotContain("<script>", html, StringComparison.OrdinalIgnoreCase);
                Assert.True(name is not ("quote" or "challenge") || html.Contains("&lt;script&gt;alert(1)"), name);
                AssertWellFormed(name, html);
            }
        }
    }

    [Fact]
    public void Every_page_names_its_language_and_direction_and_has_one_heading_and_one_main_part()
    {
        foreach (var texts in PageLanguages.All)
        {
            foreach (var (_, html) in SamplePages.All(texts))
            {
                Assert.Contains($"<html lang=\"{texts.Language}\" dir=\"{(texts.IsRightToLeft ? "rtl" : "ltr")}\">", html);
                Assert.Single(Regex.Matches(html, "<h1>"));
                Assert.Single(Regex.Matches(html, "<main>"));
                var ids = Regex.Matches(html, " id=\"([^\"]*)\"").Select(match => match.Groups[1].Value).ToList();
                Assert.Equal(ids.Distinct(), ids);
                foreach (Match label in Regex.Matches(html, " (?:for|aria-labelledby|aria-describedby)=\"([^\"]*)\""))
                    Assert.All(label.Groups[1].Value.Split(' '), id => Assert.Contains(id, ids));
                foreach (Match link in Regex.Matches(html, " href=\"#([^\"]*)\""))
                    Assert.Contains(link.Groups[1].Value, ids);
            }
        }
    }

    [Fact]
    public void P60_Pages_have_nothing_from_elsewhere_and_nothing_inline_but_the_style_that_the_policy_names()
    {
        foreach (var (_, html) in SamplePages.All(PageLanguages.English))
        {
            Assert.DoesNotMatch("(src|srcset|data|background)=\"(?!/\\.crawlgate/)", html);
            Assert.DoesNotMatch(" (style|on[a-z]+)=\"", html);
            Assert.DoesNotContain("<link", html);
            Assert.DoesNotMatch("<form[^>]* action=\"(?!/\\.crawlgate/)", html);
            Assert.DoesNotContain("url(", PageStyle.Css);
            Assert.DoesNotContain("@import", PageStyle.Css);
            Assert.Equal(PageStyle.Css, Regex.Match(html, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value);
        }
    }

    [Fact]
    public void P60_A_page_of_the_gates_own_is_strict_about_what_it_loads_and_who_keeps_it()
    {
        var response = new DefaultHttpContext().Response;
        PageHeaders.Write(response);
        var headers = response.Headers;
        Assert.Matches(
            "^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$",
            headers.ContentSecurityPolicy.ToString());
        Assert.Equal(("nosniff", "same-origin", "private, no-store"), (headers.XContentTypeOptions.ToString(), headers["Referrer-Policy"].ToString(), headers.CacheControl.ToString()));
        Assert.Equal(("Cookie, Accept-Language", "noindex"), (headers.Vary.ToString(), headers["X-Robots-Tag"].ToString()));
    }

    [Fact]
    public void Scripts_are_allowed_only_to_pages_that_have_some_and_other_origins_only_to_those_that_name_them()
    {
        var response = new DefaultHttpContext().Response;
        PageHeaders.Write(response, new ChallengePageWriter([new WalletForm([])]).Write(SamplePages.Ask(PageLanguages.English)).Scripts);
        Assert.EndsWith("; script-src 'self'", response.Headers.ContentSecurityPolicy.ToString());
        PageHeaders.Write(response, new ChallengePageWriter(SamplePages.Forms()).Write(SamplePages.Ask(PageLanguages.English)).Scripts);
        Assert.EndsWith("; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' https://bridge.example", response.Headers.ContentSecurityPolicy.ToString());
        PageHeaders.Write(response, new ChallengePageWriter([new WorldIdForm(3, null), new PrivateTokenForm()]).Write(SamplePages.Ask(PageLanguages.English)).Scripts);
        Assert.DoesNotContain("script-src", response.Headers.ContentSecurityPolicy.ToString());
    }

    [Fact]
    public void A_page_in_the_place_of_the_sites_tells_search_engines_nothing()
    {
        var response = new DefaultHttpContext().Response;
        PageHeaders.WriteInPlace(response);
        Assert.False(response.Headers.ContainsKey("X-Robots-Tag"));
    }

    [Fact]
    public void Forms_stand_in_their_order_and_each_posts_its_provider_and_where_to_go_on()
    {
        var html = SamplePages.Render(new ChallengePageWriter(SamplePages.Forms("Readers")).Write(SamplePages.Ask(PageLanguages.English, "x", "/posts/a?b=c&d=e")));
        Assert.Equal(["worldid", "semaphore", "wallet", "private-token"], Regex.Matches(html, "<section id=\"([^\"]+)\"").Select(match => match.Groups[1].Value));
        foreach (var provider in (string[])["worldid", "semaphore", "wallet"])
            Assert.Contains($"<input type=\"hidden\" name=\"provider\" value=\"{provider}\">\n<input type=\"hidden\" name=\"to\" value=\"/posts/a?b=c&amp;d=e\">", html);
        Assert.Contains($"value=\"{SamplePages.Challenge.Signal}\"", html);
        Assert.Contains($"value=\"{SamplePages.Challenge.Scope}\"", html);
        Assert.Contains("href=\"/.crawlgate/human/pat?lang=en&amp;to=%2Fposts%2Fa%3Fb%3Dc%26d%3De\"", html);
        Assert.Contains($"https://group.example/prove?m={SamplePages.Challenge.Signal}&amp;s={SamplePages.Challenge.Scope}&amp;r=https%3A%2F%2Fsite.example%2F.crawlgate%2Fhuman%3Fto%3D", html);
        Assert.Contains("<option value=\"2\" selected>", html);
        Assert.Contains("<a href=\"/posts/a?b=c&amp;d=e\">See the price and pay</a>", html);
        Assert.Contains("You have 20 minutes.", html);
    }

    [Theory]
    [InlineData("javascript:alert(1)//{message}")]
    [InlineData("data:text/html,{message}")]
    [InlineData("/relative?{message}")]
    [InlineData(null)]
    public void A_proof_page_that_is_no_web_address_is_not_linked(string? address)
    {
        var form = new SemaphoreForm(new SemaphoreOptions { ProofUrl = address });
        Assert.DoesNotContain("Make the proof</a>", SamplePages.Render(new ChallengePageWriter([form]).Write(SamplePages.Ask(PageLanguages.English))));
    }

    [Theory]
    [InlineData("worldid", "worldid-slot")]
    [InlineData("semaphore", "semaphore-proof")]
    [InlineData("wallet", "wallet-address")]
    [InlineData("private-token", "private-token")]
    [InlineData("gone", null)]
    public void A_proof_that_failed_is_announced_and_leads_to_its_field(string provider, string? field)
    {
        var page = SamplePages.Ask(PageLanguages.English) with { Failed = new FailedProof(provider, "never_heard_of") };
        var html = SamplePages.Render(new ChallengePageWriter(SamplePages.Forms()).Write(page));
        Assert.Contains("<div class=\"error\" role=\"alert\" tabindex=\"-1\" autofocus>", html);
        Assert.Contains(PageLanguages.English["failure.generic"], html);
        Assert.Equal(field is not null, html.Contains($"<a href=\"#{field}\">"));
        if (field is not null && field != provider)
            Assert.Matches($"<[a-z]+ id=\"{field}\"[^>]* aria-invalid=\"true\" aria-describedby=\"{provider}-wrong [a-z-]+\"", html);
    }

    [Fact]
    public void The_text_of_a_known_reason_is_its_own()
    {
        var page = SamplePages.Ask(PageLanguages.English) with { Failed = new FailedProof("semaphore", "already_used") };
        Assert.Contains(PageLanguages.English["failure.already_used"], SamplePages.Render(new ChallengePageWriter([]).Write(page)));
    }

    [Theory]
    [InlineData("editor@site.example", "href=\"mailto:editor@site.example\"")]
    [InlineData("https://site.example/contact", "href=\"https://site.example/contact\"")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("ring 555 0100", null)]
    [InlineData("Editor <editor@site.example>", null)]
    public void A_contact_is_a_link_when_it_is_an_address(string contact, string? link)
    {
        var html = ContactLink.Write(contact).ToString();
        if (link is null)
            Assert.DoesNotContain("href", html);
        else
            Assert.Contains(link, html);
    }

    [Fact]
    public void The_page_that_waits_can_be_stopped_from_reloading_and_says_how_long_there_is()
    {
        var wait = new WaitPage(PageLanguages.English)
        {
            AppLink = new Uri("https://world.example/verify?t=wld&k=a"),
            Address = "/.crawlgate/human/worldid/wait?id=1",
            CancelAddress = "/.crawlgate/human?to=%2F",
            SecondsLeft = 600,
        };
        var reloading = SamplePages.Render(wait.Write());
        Assert.Contains("<meta http-equiv=\"refresh\" content=\"3;url=/.crawlgate/human/worldid/wait?id=1&amp;lang=en\">", reloading);
        Assert.Contains("href=\"/.crawlgate/human/worldid/wait?id=1&amp;stay=1&amp;lang=en\"", reloading);
        Assert.Contains("You have 10 minutes", reloading);
        var stopped = SamplePages.Render((wait with { Reloads = false }).Write());
        Assert.DoesNotContain("refresh", stopped);
        Assert.Contains("<a class=\"button second\" href=\"/.crawlgate/human/worldid/wait?id=1&amp;stay=1&amp;lang=en\">", stopped);
    }

    [Fact]
    public async Task The_scripts_that_pages_ask_for_are_served()
    {
        foreach (var script in (PageScriptEndpoint[])[PageScriptEndpoint.Wallet, PageScriptEndpoint.WorldId])
        {
            var context = new DefaultHttpContext();
            var body = new MemoryStream();
            context.Response.Body = body;
            await script.AnswerAsync(context);
            Assert.StartsWith("text/javascript", context.Response.ContentType);
            Assert.Equal(context.Response.ContentLength, body.Length);
            Assert.True(body.Length > 0);
            Assert.StartsWith($"{HumanPaths.Page}/{script.Path}?v=", script.Address);
        }
    }

    // Every element that is opened is closed, and no attribute's value runs on: what a value that broke out would change.
    private static void AssertWellFormed(string name, string html)
    {
        var open = new Stack<string>();
        foreach (Match tag in Tag().Matches(html[html.IndexOf("<html", StringComparison.Ordinal)..]))
        {
            var element = tag.Groups["name"].Value;
            if (tag.Value.StartsWith("</", StringComparison.Ordinal))
                Assert.Equal((name, element), (name, open.Pop()));
            else if (!tag.Value.EndsWith("/>", StringComparison.Ordinal) && element is not ("meta" or "input" or "img"))
                open.Push(element);
        }

        Assert.Empty(open);
        Assert.DoesNotContain('<', Tag().Replace(html[html.IndexOf("<html", StringComparison.Ordinal)..], ""));
    }

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();

    [GeneratedRegex("</?(?<name>[a-z][a-z0-9]*)(?: [a-zA-Z-]+(?:=\"[^\"<>]*\")?)*/?>")]
    private static partial Regex Tag();
}
