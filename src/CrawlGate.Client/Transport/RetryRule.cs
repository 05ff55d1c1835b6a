using System.Net;

namespace CrawlGate.Client;

/// <summary>When and how soon a paid request is sent again with the same payment.</summary>
internal static class RetryRule
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Facilitators refuse an authorization that has less than six seconds left.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(6);

    /// <summary>How long to wait after an answer that settles nothing; null when it is final or asks for too long a wait.</summary>
    public static TimeSpan? After(HttpResponseMessage response, HttpMethod method, int tries, DateTimeOffset now)
    {
        var asked = response.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - now : null;
        if (asked > LongestWait)
            return null;
        if (asked is { } wait)
            return IsTemporary(response.StatusCode) || response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests ? Max(wait) : null;

        return IsTemporary(response.StatusCode) && IsIdempotent(method) ? Backoff(tries) : null;
    }

    /// <summary>How long to wait after no answer; null for methods that may have had their effect already.</summary>
    public static TimeSpan? AfterSilence(HttpMethod method, int tries) => IsIdempotent(method) ? Backoff(tries) : null;

    /// <summary>Whether a payment is still good after the wait.</summary>
    public static bool IsStillValid(SignedPayment payment, TimeSpan wait, DateTimeOffset now) => now + wait + Margin < payment.Receipt.ValidBefore;

    /// <summary>Whether an answer leaves open what became of the payment, and another try may tell.</summary>
    public static bool IsTemporary(HttpStatusCode status) => (int)status is 408 or 425 or 502 or 503 or 504;

    private static TimeSpan Backoff(int tries) => TimeSpan.FromMilliseconds(500 << Math.Min(tries, 6));

    private static TimeSpan Max(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    private static bool IsIdempotent(HttpMethod method) => method != HttpMethod.Post && method != HttpMethod.Patch && method != HttpMethod.Connect;
}
