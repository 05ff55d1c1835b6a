namespace CrawlGate.AspNetCore;

/// <summary>The page after a proof that was good, where the browser cannot be redirected.</summary>
internal static class HumanDonePage
{
    /// <summary>Writes it; the browser goes on at once.</summary>
    /// <param name="texts">The visitor's language.</param>
    /// <param name="returnPath">Where to: a path that <see cref="ReturnPaths"/> has read.</param>
    public static GatePage Write(PageTexts texts, string returnPath)
    {
        var html = new HtmlWriter().Write(
            $"""
            <p class="lead">{texts["done.text"]}</p>
            <p><a class="button" href="{returnPath}">{texts["done.go"]}</a></p>

            """);
        return new GatePage(texts, texts["done.title"], html) { RefreshTo = returnPath };
    }
}
