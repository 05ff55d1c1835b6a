namespace CrawlGate.AspNetCore;

/// <summary>The page after a pass was given back.</summary>
internal static class ForgottenPage
{
    /// <summary>Writes it.</summary>
    public static GatePage Write(PageTexts texts)
    {
        var html = new HtmlWriter().Write(
            $"""
            <p class="lead">{texts["forgotten.text"]}</p>
            <p><a href="{HumanPaths.Page}?{PageLanguages.Parameter}={texts.Language}">{texts["forgotten.go"]}</a></p>

            """);
        return new GatePage(texts, texts["forgotten.title"], html);
    }
}
