using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Stands among a connection's features when it began with a PROXY protocol header from a trusted proxy. The connection's address is
/// then the one that the header names.
/// </summary>
public interface IProxyProtocolFeature
{
    /// <summary>The proxy's own end of the connection.</summary>
    EndPoint? Proxy { get; }

    /// <summary>
    /// Whether the header names the client. If not (<c>LOCAL</c>, <c>UNKNOWN</c>, a family other than IP), the connection's address is
    /// the proxy's, but its forwarding headers are not to be believed: a proxy of this kind only copies bytes, so whoever is behind it wrote them.
    /// </summary>
    bool IsClientKnown { get; }
}
