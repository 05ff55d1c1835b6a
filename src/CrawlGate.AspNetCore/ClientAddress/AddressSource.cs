namespace CrawlGate.AspNetCore;

/// <summary>Where the client's address was taken from.</summary>
public enum AddressSource
{
    /// <summary>The other end of the connection.</summary>
    Connection,

    /// <summary>The header <c>X-Forwarded-For</c> of a trusted proxy.</summary>
    XForwardedFor,

    /// <summary>The header <c>Forwarded</c> of a trusted proxy (RFC 7239).</summary>
    Forwarded,

    /// <summary>The single-value header that the configuration names, from a trusted proxy.</summary>
    Header,

    /// <summary>The PROXY protocol header of a trusted proxy, which stands before everything else on a connection.</summary>
    ProxyProtocol,
}
