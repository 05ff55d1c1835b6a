using CrawlGate.Personhood;
using CrawlGate.X402;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>Lets scripts of other origins read quotes and receipts and send payments (Fetch standard, CORS protocol).</summary>
internal static class CrossOrigin
{
    private const string Exposed = $"{X402Headers.PaymentRequired}, {X402Headers.PaymentResponse}, {X402Headers.PaymentResponseV1}, {DecisionHeaders.Decision}";

    // The reference client sends Access-Control-Expose-Headers as a request header, so a preflight may ask for it.
    private const string Allowed = $"{X402Headers.PaymentSignature}, {X402Headers.PaymentV1}, SIGN-IN-WITH-X, {AgentKitHeader.Name}, Access-Control-Expose-Headers, Content-Type, Accept";

    /// <summary>Whether this is a browser asking for permission, which is never charged.</summary>
    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && !StringValues.IsNullOrEmpty(request.Headers.Origin)
        && !StringValues.IsNullOrEmpty(request.Headers.AccessControlRequestMethod);

    /// <summary>Grants a preflight without asking the site.</summary>
    public static Task AnswerPreflight(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = context.Request.Headers.AccessControlRequestMethod;
        headers.AccessControlAllowHeaders = Allowed;
        headers.AccessControlMaxAge = "600";
        headers.Vary = "Origin";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Makes the payment headers of the site's answer readable, next to whatever the site exposes itself.</summary>
    public static void Expose(HttpContext context)
    {
        if (!StringValues.IsNullOrEmpty(context.Request.Headers.Origin))
            context.Response.Headers.Append("Access-Control-Expose-Headers", Exposed);
    }

    /// <summary>Makes an answer of the gate's own readable for every origin.</summary>
    public static void ExposeOwn(HttpContext context)
    {
        if (StringValues.IsNullOrEmpty(context.Request.Headers.Origin))
            return;

        Expose(context);
        context.Response.Headers.AccessControlAllowOrigin = "*";
    }
}
