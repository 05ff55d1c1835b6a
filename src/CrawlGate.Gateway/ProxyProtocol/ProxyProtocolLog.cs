using System.Net;

namespace CrawlGate.Gateway;

/// <summary>What is logged about connections from trusted proxies. Nothing that a client sent is among it.</summary>
internal static partial class ProxyProtocolLog
{
    [LoggerMessage(1, LogLevel.Warning, "Closed a connection from the trusted proxy {Proxy}: it did not begin with a PROXY protocol header")]
    public static partial void HeaderMalformed(this ILogger logger, EndPoint? proxy);

    [LoggerMessage(2, LogLevel.Warning, "Closed a connection from the trusted proxy {Proxy}: its PROXY protocol header took longer than {Limit}")]
    public static partial void HeaderLate(this ILogger logger, EndPoint? proxy, TimeSpan limit);

    // Load balancers look whether a port is open by connecting and hanging up.
    [LoggerMessage(3, LogLevel.Debug, "The trusted proxy {Proxy} hung up before its PROXY protocol header was complete")]
    public static partial void HungUp(this ILogger logger, EndPoint? proxy);
}
