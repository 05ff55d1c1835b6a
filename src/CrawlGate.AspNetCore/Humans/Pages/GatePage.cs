using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>A page of the gate's own: plain HTML that works without script, and nothing from elsewhere.</summary>
/// <param name="Texts">The language that it speaks.</param>
/// <param name="Title">Its title and heading, as text.</param>
/// <param name="Content">What it says below its heading.</param>
internal sealed record GatePage(PageTexts Texts, string Title, HtmlWriter Content)
{
    /// <summary>Whom to ask; null when nobody is named.</summary>
    public string? Contact { get; init; }

    /// <summary>What to tell them.</summary>
    public DecisionId Decision { get; init; }

    /// <summary>The page's address without the language, for links to it in the others; null on the pages that stand in the place of the site's.</summary>
    public string? Address { get; init; }

    /// <summary>Where the browser goes by itself; a path of this site.</summary>
    public string? RefreshTo { get; init; }

    /// <summary>After how many seconds.</summary>
    public int RefreshSeconds { get; init; }

    /// <summary>What it runs, if the browser runs anything.</summary>
    public PageScripts Scripts { get; init; } = PageScripts.None;

    /// <summary>Renders the page.</summary>
    public void Render(IBufferWriter<byte> writer)
    {
        var html = new HtmlWriter();
        html.Write(
            $"""
            <!doctype html>
            <html lang="{Texts.Language}" dir="{Texts["language.direction"]}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Title}</title>

            """);
        html.Markup("<style>").Markup(PageStyle.Css).Markup("</style>\n");
        if (RefreshTo is not null)
            html.Write($"<meta http-equiv=\"refresh\" content=\"{RefreshSeconds};url={RefreshTo}\">\n");
        foreach (var script in Scripts.Addresses)
            html.Write($"<script src=\"{script}\" defer></script>\n");
        html.Write(
            $"""
            </head>
            <body>
            <main>
            <h1>{Title}</h1>
            {Content}</main>

            """);
        WriteFooter(html);
        html.Markup("</body>\n</html>\n").CopyTo(writer);
    }

    /// <summary>Answers a request with the page; nothing may have been sent before.</summary>
    public Task AnswerAsync(HttpContext context, int statusCode = StatusCodes.Status200OK)
    {
        var page = new ArrayBufferWriter<byte>(16 * 1024);
        Render(page);
        context.Response.StatusCode = statusCode;
        PageHeaders.Write(context.Response, Scripts);
        context.Response.ContentLength = page.WrittenCount;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(page.WrittenMemory, CancellationToken.None).AsTask();
    }

    private void WriteFooter(HtmlWriter html)
    {
        if (Contact is null && Decision.IsNone && Address is null)
            return;

        html.Markup("<footer>\n");
        if (Contact is not null)
            html.Write($"<p>{Texts["frame.contact"]} {ContactLink.Write(Contact)}</p>\n");
        if (!Decision.IsNone)
            html.Write($"<p>{Texts["frame.decision"]} <code>{Decision.ToString()}</code></p>\n");
        if (Address is not null)
            WriteLanguages(html, Address);
        html.Markup("</footer>\n");
    }

    private void WriteLanguages(HtmlWriter html, string address)
    {
        var separator = address.Contains('?') ? '&' : '?';
        html.Write($"<nav aria-label=\"{Texts["frame.languages"]}\">\n<ul>\n");
        foreach (var other in PageLanguages.All)
        {
            var name = other["language.name"];
            var direction = other["language.direction"];
            if (other.Language == Texts.Language)
                html.Write($"<li><strong>{name}</strong></li>\n");
            else
                html.Write($"<li><a href=\"{address}{separator.ToString()}{PageLanguages.Parameter}={other.Language}\" lang=\"{other.Language}\" hreflang=\"{other.Language}\" dir=\"{direction}\">{name}</a></li>\n");
        }

        html.Markup("</ul>\n</nav>\n");
    }
}
