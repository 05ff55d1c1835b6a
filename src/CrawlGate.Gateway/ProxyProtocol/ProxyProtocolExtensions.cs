using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CrawlGate.Gateway;

/// <summary>Lets load balancers name the client before HTTP begins.</summary>
internal static class ProxyProtocolExtensions
{
    /// <summary>
    /// Requires the PROXY protocol, version 1 or 2, of trusted proxies on this endpoint. Must be called before <c>UseHttps</c>; in
    /// <c>ConfigureEndpointDefaults</c> it always is. HTTP/3 has no place for it, so leave HTTP/3 off on such an endpoint.
    /// </summary>
    public static ListenOptions UseProxyProtocol(this ListenOptions listen, TrustedProxies trusted)
    {
        var time = listen.ApplicationServices.GetService<TimeProvider>() ?? TimeProvider.System;
        var logger = listen.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger<ProxyProtocolMiddleware>();
        listen.Use(next => new ProxyProtocolMiddleware(next, trusted, time, logger).OnConnectionAsync);
        return listen;
    }
}
