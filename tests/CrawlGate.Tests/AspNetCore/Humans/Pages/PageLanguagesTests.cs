using System.Text.RegularExpressions;
using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

public sealed class PageLanguagesTests
{
    [Fact]
    public void Every_language_has_the_same_texts_with_the_same_values_in_them_as_English()
    {
        var english = PageLanguages.English;
        Assert.Equal(["en", "de", "fr", "es", "pt", "zh", "ja", "ar", "he"], PageLanguages.All.Select(texts => texts.Language));
        foreach (var texts in PageLanguages.All)
        {
            Assert.Equal(english.Names.Order(), texts.Names.Order());
            foreach (var name in english.Names)
            {
                Assert.True(texts[name].Length > 0 && texts[name] == texts[name].Trim(), $"{texts.Language} {name}");
                Assert.Equal((texts.Language, name, Values(english[name])), (texts.Language, name, Values(texts[name])));
            }
        }
    }

    [Fact]
    public void Texts_are_in_their_own_language()
    {
        foreach (var texts in PageLanguages.All.Skip(1))
            Assert.All(texts.Names.Where(name => PageLanguages.English[name].Length > 12), name => Assert.NotEqual((name, PageLanguages.English[name]), (name, texts[name])));
        Assert.Equal(["ar", "he"], PageLanguages.All.Where(texts => texts.IsRightToLeft).Select(texts => texts.Language));
    }

    [Theory]
    [InlineData(null, "en")]
    [InlineData("", "en")]
    [InlineData("de", "de")]
    [InlineData("de-CH", "de")]
    [InlineData("pt_BR", "pt")]
    [InlineData("ZH-Hant-TW, en;q=0.9", "zh")]
    [InlineData("iw", "he")]
    [InlineData("nl, fr;q=0.4, ja;q=0.5", "ja")]
    [InlineData("en;q=0.5, de;q=0.5", "en")]
    [InlineData("de;q=0, fr;q=0.1", "fr")]
    [InlineData("*, de;q=0.5", "en")]
    [InlineData("de;q=2", "en")]
    [InlineData("de;q=NaN, fr;q=-1, es;q=1e0", "en")]
    [InlineData("de;level=1, ar", "ar")]
    [InlineData(";;;,,,=, he ; Q=0.3", "he")]
    [InlineData("fr\0, \"de\", ../ar", "en")]
    public void The_language_is_the_one_that_is_wanted_most_of_those_spoken(string? header, string expected) =>
        Assert.Equal(expected, Choose(header).Language);

    [Theory]
    [InlineData("?lang=he", "he")]
    [InlineData("?to=%2F&lang=fr-CA", "fr")]
    [InlineData("?lang=xx", "de")]
    [InlineData("?lang=", "de")]
    [InlineData("?lang=fr&lang=ja", "de")]
    [InlineData("?lang=%22%3E%3Cscript%3E", "de")]
    public void The_parameter_decides_before_the_header(string query, string expected) => Assert.Equal(expected, Choose("de", query).Language);

    [Fact]
    public void A_header_of_any_length_is_read_to_a_point()
    {
        Assert.Equal("en", Choose(string.Concat(Enumerable.Repeat("xx,", 100_000)) + "de").Language);
        Assert.Equal("fr", Choose("fr," + new string(',', 100_000)).Language);
        Assert.Equal("en", Choose(string.Concat(Enumerable.Repeat(",", 20)) + "de").Language);
    }

    [Theory]
    [InlineData(0, "2 seconds")]
    [InlineData(89, "89 seconds")]
    [InlineData(90, "2 minutes")]
    [InlineData(600, "10 minutes")]
    [InlineData(5399, "90 minutes")]
    [InlineData(5400, "2 hours")]
    [InlineData(86_400, "24 hours")]
    public void A_time_is_told_in_numbers_that_people_use(int seconds, string expected) => Assert.Equal(expected, PageLanguages.English.Duration(seconds));

    [Fact]
    public void A_value_inside_a_text_from_right_to_left_keeps_its_own_direction() =>
        Assert.Contains("\u2068$0.001\u2069", PageLanguages.Find("he")!.Format("quote.price", "X", "$0.001"));

    private static PageTexts Choose(string? header, string query = "")
    {
        var request = new DefaultHttpContext().Request;
        if (header is not null)
            request.Headers.AcceptLanguage = header;
        request.QueryString = new QueryString(query);
        return PageLanguages.Choose(request);
    }

    private static string Values(string text) => string.Join(' ', Regex.Matches(text, @"\{[^}]*\}").Select(match => match.Value).Order());
}
