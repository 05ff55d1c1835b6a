using System.Net;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Makes <c>RemoteIpAddress</c> the client's address and <c>Scheme</c> the one that the client used, before anything reads them, and
/// removes the headers that only the gate may write. Running twice changes nothing: after the first time the feature is there.
/// </summary>
internal sealed class ClientAddressMiddleware(RequestDelegate next, ClientAddressResolver resolver)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IClientAddressFeature>() is null)
            Apply(context);
        return next(context);
    }

    private void Apply(HttpContext context)
    {
        var headers = context.Request.Headers;
        GuardedHeaders.RemoveOwnFromRequest(headers);

        var connection = context.Connection;
        var peer = connection.RemoteIpAddress;
        var proxy = context.Features.Get<IProxyProtocolFeature>();
        var client = proxy is { IsClientKnown: false } ? Unnamed(peer) : resolver.Resolve(peer, headers);
        if (resolver.Header is { } header && (ReferenceEquals(client.Reason, AddressReasons.Untrusted) || ReferenceEquals(client.Reason, AddressReasons.UnnamedClient)))
            headers.Remove(header);

        context.Features.Set<IClientAddressFeature>(Describe(client, connection, proxy));
        if (!ReferenceEquals(client.Address, peer))
            connection.RemoteIpAddress = client.Address;
        if (client.Source != AddressSource.Connection)
            connection.RemotePort = 0;
        if (client.Scheme is { } scheme)
            context.Request.Scheme = scheme;
    }

    private static ClientAddress Unnamed(IPAddress? peer) =>
        new(peer is null ? null : AddressNumber.Normalize(peer), AddressSource.Connection, AddressReasons.UnnamedClient, null);

    private static ClientAddressFeature Describe(ClientAddress client, ConnectionInfo connection, IProxyProtocolFeature? proxy)
    {
        if (client.Source != AddressSource.Connection)
            return new(client.Source, client.Reason, connection.RemoteIpAddress, connection.RemotePort);

        var isNamed = proxy is { IsClientKnown: true };
        return !ReferenceEquals(client.Reason, AddressReasons.Untrusted) ? new(isNamed ? AddressSource.ProxyProtocol : AddressSource.Connection, client.Reason)
            : isNamed ? ClientAddressFeature.UntrustedBehindProxyProtocol
            : ClientAddressFeature.Untrusted;
    }
}
