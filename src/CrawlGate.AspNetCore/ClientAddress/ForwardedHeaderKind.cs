namespace CrawlGate.AspNetCore;

/// <summary>Which header of a trusted proxy names the hops before it.</summary>
public enum ForwardedHeaderKind
{
    /// <summary>
    /// <c>X-Forwarded-For</c>. The default, because nearly every proxy maintains it and lets <c>Forwarded</c> through as the visitor
    /// wrote it.
    /// </summary>
    XForwardedFor,

    /// <summary><c>Forwarded</c> (RFC 7239), for proxies that maintain it.</summary>
    Forwarded,

    /// <summary>
    /// Whichever of the two is there. Where both are and lead to different addresses, one of them is the visitor's own invention, and
    /// neither is believed. A proxy that maintains only one of them and passes the other on should be named by one of the other values.
    /// </summary>
    Auto,
}
