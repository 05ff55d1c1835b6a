using System.Buffers;
using System.Globalization;

namespace CrawlGate.AspNetCore;

/// <summary>The quote for somebody with a browser.</summary>
internal static class QuotePage
{
    /// <summary>Renders the page.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="terms">What is offered.</param>
    /// <param name="url">What for.</param>
    /// <param name="reason">Why it is sent.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="humanPath">Where people show that they are people: the path of the page with <c>to</c>; null where nobody can.</param>
    /// <param name="notice">That the visitor's budget is used up; null when it is not, or there is none.</param>
    /// <param name="texts">The visitor's language; English when left out.</param>
    public static void Render(
        IBufferWriter<byte> writer, QuoteTerms terms, string url, QuoteReason reason, DecisionId decision,
        string? humanPath = null, QuoteNotice? notice = null, PageTexts? texts = null)
    {
        texts ??= PageLanguages.English;
        var html = new HtmlWriter();
        if (notice is not null)
            WriteNotice(html, texts, notice);
        if (humanPath is not null)
            WriteInvitation(html, texts, humanPath);
        WriteOffer(html, texts, terms, url, reason, isOnlyPart: humanPath is null && notice is null);
        new GatePage(texts, texts["quote.title"], html) { Contact = terms.Contact, Decision = decision }.Render(writer);
    }

    private static void WriteNotice(HtmlWriter html, PageTexts texts, QuoteNotice notice)
    {
        var name = notice.Budget switch
        {
            BudgetOutcome.Day => "quote.notice_day",
            BudgetOutcome.Concurrency => "quote.notice_concurrency",
            _ => "quote.notice_minute",
        };
        html.Write(
            $"""
            <section class="notice" aria-labelledby="notice-title">
            <h2 id="notice-title">{texts["quote.notice_title"]}</h2>
            <p>{texts.Format(name, texts.Duration(notice.RetryAfterSeconds))}</p>
            </section>

            """);
    }

    /// <summary>Writes the way in for people.</summary>
    internal static void WriteInvitation(HtmlWriter html, PageTexts texts, string humanPath) => html.Write(
        $"""
        <section aria-labelledby="person-title">
        <h2 id="person-title">{texts["quote.person_title"]}</h2>
        <p>{texts["quote.person"]}</p>
        <p><a class="button" href="{humanPath}">{texts["quote.person_go"]}</a></p>
        </section>

        """);

    private static void WriteOffer(HtmlWriter html, PageTexts texts, QuoteTerms terms, string url, QuoteReason reason, bool isOnlyPart)
    {
        var price = "$" + terms.Dollars.ToString(CultureInfo.InvariantCulture);
        if (!isOnlyPart)
            html.Write($"<section aria-labelledby=\"price-title\">\n<h2 id=\"price-title\">{texts["quote.program_title"]}</h2>\n");
        html.Write($"<p>{texts.Format("quote.price", terms.Description ?? texts["quote.this_page"], price)}</p>\n");
        if (reason.Detail is { } detail)
            html.Write($"<p>{texts["quote.rejected"]} <span lang=\"en\" dir=\"ltr\">{detail}</span></p>\n");
        html.Write(
            $"""
            <dl><dt>{texts["quote.address"]}</dt><dd><code>{url}</code></dd></dl>
            <p>{texts["quote.offer"]}</p>

            """);
        if (!isOnlyPart)
            html.Markup("</section>\n");
    }
}
