using CrawlGate.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the client's address to an application behind proxies.</summary>
public static class ClientAddressExtensions
{
    /// <summary>
    /// Sets <c>HttpContext.Connection.RemoteIpAddress</c> to the address of the client as the trusted proxies tell it, with
    /// <c>RemotePort</c> 0, and <c>Request.Scheme</c> as a trusted proxy's <c>X-Forwarded-Proto</c> says;
    /// <see cref="IClientAddressFeature"/> tells why. Removes <c>X-CrawlGate-…</c> headers, which only the gate writes, from every
    /// request. Call it before everything else; needs a <see cref="ClientAddressResolver"/> among the services.
    /// </summary>
    /// <remarks>
    /// An origin behind the gateway gets, in place of whatever came in, <c>X-Forwarded-For</c> with the client's address alone,
    /// <c>X-Forwarded-Proto</c> with the scheme that the client used and <c>X-Forwarded-Host</c> with the host it asked for, and no
    /// <c>Forwarded</c>: YARP writes the first three from what is set here and drops the last, unless a route's transforms say
    /// otherwise. The hops between are not passed on, so nothing that a visitor invented is either.
    /// </remarks>
    public static IApplicationBuilder UseClientAddress(this IApplicationBuilder app)
    {
        // Calling it twice is no mistake, and once is enough.
        if (!app.Properties.TryAdd(nameof(UseClientAddress), true))
            return app;

        return app.UseMiddleware<ClientAddressMiddleware>();
    }
}
