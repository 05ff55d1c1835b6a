using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Answers a request that a rule refuses: a page for people, the operator's text or a problem document for programs.</summary>
internal static class RefusalWriter
{
    /// <summary>Writes the whole answer; nothing may have been sent before.</summary>
    /// <param name="context">The request.</param>
    /// <param name="problem">Status, reason and when to come back.</param>
    /// <param name="text">The operator's own words; null for ours.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="contact">Whom to ask.</param>
    public static Task WriteAsync(HttpContext context, Problem problem, string? text, in AccessDecision decision, string? contact)
    {
        AcceptSignatureOffer.Send(context.Response, decision.Who);
        var isPerson = Reader.IsPerson(context.Request, decision.Who);
        if (!isPerson && text is null)
            return problem.WriteAsync(context, decision.Id, contact);

        var response = context.Response;
        response.StatusCode = problem.StatusCode;
        response.Headers.CacheControl = "no-store";
        DecisionHeaders.SetId(response, decision.Id);
        if (problem.RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        CrossOrigin.ExposeOwn(context);
        response.ContentType = isPerson ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;
        if (!isPerson)
            return response.WriteAsync(text!, CancellationToken.None);

        var page = new ArrayBufferWriter<byte>(2048);
        var title = problem.StatusCode == StatusCodes.Status429TooManyRequests ? "Too many requests" : "Not available";
        Page.Render(page, title, $"<p>{HtmlEncoder.Default.Encode(text ?? problem.Detail)}</p>\n", contact, decision.Id);
        return response.Body.WriteAsync(page.WrittenMemory, CancellationToken.None).AsTask();
    }
}
