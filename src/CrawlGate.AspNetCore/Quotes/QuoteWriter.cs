using System.Buffers;
using System.Globalization;
using CrawlGate.X402;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>Answers with a quote: always the version 2 header, with HTML for a browser and version 1 JSON for everybody else.</summary>
internal static class QuoteWriter
{
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues Json = "application/json; charset=utf-8";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    /// <summary>Writes the whole answer; nothing may have been sent before.</summary>
    public static Task WriteAsync(HttpContext context, PaymentTerms terms, in Visitor visitor, QuoteReason reason)
    {
        var scratch = _scratch ??= new ArrayBufferWriter<byte>(4096);
        var request = context.Request;
        var response = context.Response;
        var url = terms.Resource.ForQuote(request);
        var urlBytes = ResourceUrl.Encode(url, stackalloc byte[ResourceUrl.MaxQuotedLength]);

        var agents = terms.Quote.HeaderForAgents is not null && visitor.Agents is { } offers ? offers.Write(url) : default;
        var header = agents.IsEmpty ? terms.Quote.Header : terms.Quote.HeaderForAgents!;

        scratch.ResetWrittenCount();
        header.Render(scratch, urlBytes, reason.Member, agents);
        response.StatusCode = reason.StatusCode;
        response.Headers[X402Headers.PaymentRequired] = Convert.ToBase64String(scratch.WrittenSpan);
        response.Headers.CacheControl = NoStore;
        DecisionHeaders.SetId(response, visitor.Decision);
        if (visitor.Notice is { } notice)
            response.Headers.RetryAfter = notice.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        AcceptSignatureOffer.Send(response, visitor.Who);
        CrossOrigin.ExposeOwn(context);

        scratch.ResetWrittenCount();
        if (Reader.IsPerson(request, visitor))
        {
            PageHeaders.WriteInPlace(response);
            var humanPath = visitor.MayProveToBeAPerson ? PersonhoodSettings.PageFor(request, visitor.Decision) : null;
            QuotePage.Render(scratch, terms.Quote.Terms, url, reason, visitor.Decision, humanPath, visitor.Notice, PageLanguages.Choose(request));
        }
        else
        {
            response.Headers.ContentType = Json;
            (terms.Quote.BodyV1 ?? header).Render(scratch, urlBytes, reason.BodyMembers, agents);
        }

        response.ContentLength = scratch.WrittenCount;
        if (HttpMethods.IsHead(request.Method))
            return Task.CompletedTask;

        var body = response.BodyWriter;
        body.Write(scratch.WrittenSpan);
        if (IsWrittenToServer(context))
            return Task.CompletedTask;

        var flush = body.FlushAsync(context.RequestAborted);
        return flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
    }

    /// <summary>
    /// Whether no middleware stands between here and the server, which flushes when the request ends, and that is now. Kestrel is its
    /// own request and response body; whoever replaces one of them may look at what was written before the request ends.
    /// </summary>
    private static bool IsWrittenToServer(HttpContext context)
    {
        var body = context.Features.Get<IHttpResponseBodyFeature>();
        return body is not null && ReferenceEquals(body, context.Features.Get<IHttpRequestFeature>());
    }
}
