using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Answers without a quote, as problem details (RFC 9457): a buyer that reads one must not sign a new payment because of it.</summary>
/// <param name="StatusCode">The HTTP status.</param>
/// <param name="Code">A stable machine-readable reason.</param>
/// <param name="Detail">A sentence for people.</param>
/// <param name="RetryAfterSeconds">When to send the same request again, if that makes sense.</param>
internal sealed record Problem(int StatusCode, string Code, string Detail, int? RetryAfterSeconds = null)
{
    public static Problem InFlight { get; } = new(409, "payment_in_flight", "The same payment is being served to another request. Send the identical request again shortly.", 1);

    public static Problem ServedMeanwhile { get; } = new(409, "payment_in_flight", "The same payment has just been served to another request; its receipt is in the PAYMENT-RESPONSE header. If that answer was lost, send the identical request again.", 1);

    public static Problem IdentifierTaken { get; } = new(409, "payment_identifier_conflict", "This payment identifier belongs to another payment. Nothing was charged.");

    public static Problem AlreadyServed { get; } = new(409, "payment_already_used", "This payment has bought this resource already; its receipt is in the PAYMENT-RESPONSE header.");

    public static Problem OutcomeUnknown { get; } = new(502, "settlement_unknown", "The payment was sent for settlement and its outcome is not known yet. Do not pay again: send the identical request again later.", 10);

    public static Problem Unavailable { get; } = new(503, "payment_service_unavailable", "Payments cannot be taken at the moment. Nothing was charged: send the identical request again later.", 10);

    public static Problem Busy { get; } = new(429, "too_many_verifications", "Too many payments of contract wallets are being verified. Nothing was charged: send the identical request again shortly.", 1);

    public static Problem MethodNotPriced { get; } = new(405, "method_not_allowed", "This method is not available on a priced resource.");

    public static Problem UpgradeNotPriced { get; } = new(400, "upgrade_not_allowed", "A priced resource cannot be upgraded to another protocol.");

    /// <summary>A rule refuses the request.</summary>
    public static Problem Blocked(int statusCode) => new(statusCode, "blocked", "This site does not serve this request.");

    /// <summary>A rule limits how often a client may ask.</summary>
    public static Problem RateLimited(int retryAfterSeconds) => new(429, "rate_limited", "Too many requests. Send the same request again later.", retryAfterSeconds);

    /// <summary>Writes the answer, with the id of the decision that led to it and whom to ask about it; nothing may have been sent before.</summary>
    public Task WriteAsync(HttpContext context, DecisionId decision, string? contact = null)
    {
        var response = context.Response;
        response.StatusCode = StatusCode;
        response.Headers.CacheControl = "no-store";
        DecisionHeaders.SetId(response, decision);
        response.ContentType = "application/problem+json";
        if (RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        CrossOrigin.ExposeOwn(context);
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;

        var id = decision.IsNone ? "" : $",\"decision\":\"{decision}\"";
        var ask = contact is null ? "" : $",\"contact\":\"{JsonEncodedText.Encode(contact)}\"";
        return response.WriteAsync(
            $$"""{"type":"about:blank","status":{{StatusCode}},"code":"{{Code}}","detail":"{{JsonEncodedText.Encode(Detail)}}"{{id}}{{ask}}}""",
            CancellationToken.None);
    }
}
