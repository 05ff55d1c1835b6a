namespace CrawlGate.AspNetCore;

/// <summary>In which order a paid page is served and settled.</summary>
public enum PaymentFlow
{
    /// <summary>The site answers, the payment settles, then the bytes leave. Nobody pays for an error, nobody reads unpaid.</summary>
    Authorization,

    /// <summary>The payment settles before the site is asked; for pages that are dear to make. What the site then fails at is served on a retry.</summary>
    Upfront,

    /// <summary>The page is served once the payment is verified and claimed, and settled later, many at a time, within limits.</summary>
    Deferred,
}
