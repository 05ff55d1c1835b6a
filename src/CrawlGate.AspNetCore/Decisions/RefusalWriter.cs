using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Answers a request that a rule refuses: a page for people, the operator's text or a problem document for programs.</summary>
internal static class RefusalWriter
{
    /// <summary>Writes the whole answer; nothing may have been sent before.</summary>
    /// <param name="context">The request.</param>
    /// <param name="problem">Status, reason and when to come back.</param>
    /// <param name="text">The operator's own words; null for ours.</param>
    /// <param name="visitor">Who is refused.</param>
    /// <param name="contact">Whom to ask.</param>
    public static Task WriteAsync(HttpContext context, Problem problem, string? text, in Visitor visitor, string? contact)
    {
        AcceptSignatureOffer.Send(context.Response, visitor.Who);
        var isPerson = Reader.IsPerson(context.Request, visitor);
        if (!isPerson && text is null)
            return problem.WriteAsync(context, visitor.Decision, contact);

        var response = context.Response;
        response.StatusCode = problem.StatusCode;
        response.Headers.CacheControl = "no-store";
        DecisionHeaders.SetId(response, visitor.Decision);
        if (problem.RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        CrossOrigin.ExposeOwn(context);
        if (isPerson)
            PageHeaders.WriteInPlace(response);
        else
            response.ContentType = "text/plain; charset=utf-8";
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;
        if (!isPerson)
            return response.WriteAsync(text!, CancellationToken.None);

        var page = new ArrayBufferWriter<byte>(8192);
        var humanPath = visitor.MayProveToBeAPerson ? PersonhoodSettings.PageFor(context.Request, visitor.Decision) : null;
        Page(PageLanguages.Choose(context.Request), problem, text, contact, visitor.Decision, humanPath).Render(page);
        return response.Body.WriteAsync(page.WrittenMemory, CancellationToken.None).AsTask();
    }

    /// <summary>The page for people.</summary>
    internal static GatePage Page(PageTexts texts, Problem problem, string? text, string? contact, DecisionId decision, string? humanPath = null)
    {
        var isLimited = problem.StatusCode == StatusCodes.Status429TooManyRequests;
        var ours = isLimited ? "refusal.rate_limited" : problem.StatusCode == StatusCodes.Status503ServiceUnavailable ? "refusal.unavailable" : "refusal.blocked";
        var html = new HtmlWriter();
        if (text is not null)
            html.Write($"<p class=\"lead\" dir=\"auto\">{text}</p>\n");
        else
            html.Write($"<p class=\"lead\">{texts.Format(ours, texts.Duration(problem.RetryAfterSeconds ?? 1))}</p>\n");
        if (humanPath is not null)
            QuotePage.WriteInvitation(html, texts, humanPath);
        return new GatePage(texts, texts[isLimited ? "refusal.rate_limited_title" : "refusal.blocked_title"], html) { Contact = contact, Decision = decision };
    }
}
