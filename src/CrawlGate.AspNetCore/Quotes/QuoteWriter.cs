using System.Buffers;
using CrawlGate.X402;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>Answers with a quote: always the version 2 header, with HTML for a browser and version 1 JSON for everybody else.</summary>
internal sealed class QuoteWriter(ResourceUrl resourceUrl)
{
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues Json = "application/json; charset=utf-8";
    private static readonly StringValues Html = "text/html; charset=utf-8";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    /// <summary>Writes the whole answer; nothing may have been sent before.</summary>
    public Task WriteAsync(HttpContext context, PaymentPolicy policy, RequestClassification who, QuoteReason reason)
    {
        var scratch = _scratch ??= new ArrayBufferWriter<byte>(4096);
        var request = context.Request;
        var response = context.Response;
        var url = resourceUrl.ForQuote(request);
        var urlBytes = ResourceUrl.Encode(url);

        scratch.ResetWrittenCount();
        policy.Quote.Header.Render(scratch, urlBytes, reason.Member);
        response.StatusCode = reason.StatusCode;
        response.Headers[X402Headers.PaymentRequired] = Convert.ToBase64String(scratch.WrittenSpan);
        response.Headers.CacheControl = NoStore;
        CrossOrigin.ExposeOwn(context);

        scratch.ResetWrittenCount();
        if (who.Crawler is null && IsBrowser(request))
        {
            response.Headers.ContentType = Html;
            QuotePage.Render(scratch, policy.Quote.Terms, url, reason);
        }
        else
        {
            response.Headers.ContentType = Json;
            policy.Quote.Body.Render(scratch, urlBytes, reason.BodyMembers);
        }

        response.ContentLength = scratch.WrittenCount;
        if (HttpMethods.IsHead(request.Method))
            return Task.CompletedTask;

        var body = response.BodyWriter;
        body.Write(scratch.WrittenSpan);
        var flush = body.FlushAsync(context.RequestAborted);
        return flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
    }

    /// <summary>The reference's rule for a browser; a crawler that pays needs JSON whatever it accepts.</summary>
    private static bool IsBrowser(HttpRequest request) =>
        Contains(request.Headers.Accept, "text/html") && Contains(request.Headers.UserAgent, "Mozilla");

    private static bool Contains(StringValues values, string text)
    {
        foreach (var value in values)
        {
            if (value is not null && value.Contains(text, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
