namespace CrawlGate.AspNetCore;

/// <summary>The page while nobody can be asked for a proof: it says so and leads to the other way, the price.</summary>
internal static class UnavailablePage
{
    /// <summary>Writes it.</summary>
    /// <param name="texts">The visitor's language.</param>
    /// <param name="returnPath">Where the visitor wants to go on: a path that <see cref="ReturnPaths"/> has read.</param>
    public static GatePage Write(PageTexts texts, string returnPath)
    {
        var html = new HtmlWriter().Write(
            $"""
            <p class="lead">{texts["failure.unavailable"]}</p>
            <p><a href="{returnPath}">{texts["other.price"]}</a></p>

            """);
        return new GatePage(texts, texts["failure.title"], html);
    }
}
