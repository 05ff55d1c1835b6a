using System.Net;
using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace CrawlGate.Gateway;

/// <summary>
/// Takes the PROXY protocol header off connections that trusted proxies open, and gives each connection the address it names. A
/// trusted proxy must send one: were it free not to, a client behind a proxy that sends none could write its own. The bytes of
/// everybody else are not looked at, so that a header from them is what it is to HTTP or TLS: an error.
/// </summary>
internal sealed class ProxyProtocolMiddleware(ConnectionDelegate next, TrustedProxies trusted, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public Task OnConnectionAsync(ConnectionContext connection)
    {
        if (connection.Features.Get<ITlsHandshakeFeature>() is not null)
            throw new InvalidOperationException("UseProxyProtocol must be called before UseHttps: the PROXY header is not encrypted.");

        return connection.RemoteEndPoint is IPEndPoint peer && trusted.Contains(peer.Address) ? TakeHeaderAsync(connection) : next(connection);
    }

    private async Task TakeHeaderAsync(ConnectionContext connection)
    {
        // Returning without going on closes the connection.
        if (await ReadAsync(connection) is not { } header)
            return;

        connection.Features.Set<IProxyProtocolFeature>(new ProxyProtocolFeature(connection.RemoteEndPoint, header.Client is not null));
        if (header.Client is not null)
            connection.RemoteEndPoint = header.Client;
        await next(connection);
    }

    private async Task<ProxyHeader?> ReadAsync(ConnectionContext connection)
    {
        using var deadline = new CancellationTokenSource(Limit, time);
        try
        {
            var (header, hasHungUp) = await ReadAsync(connection, deadline.Token);
            if (header.Status == ProxyHeaderStatus.Complete)
                return header;

            if (hasHungUp)
                logger.HungUp(connection.RemoteEndPoint);
            else
                logger.HeaderMalformed(connection.RemoteEndPoint);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            logger.HeaderLate(connection.RemoteEndPoint, Limit);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            logger.HungUp(connection.RemoteEndPoint);
        }

        return null;
    }

    private static async Task<(ProxyHeader Header, bool HasHungUp)> ReadAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var header = ProxyHeader.Read(result.Buffer);
            if (header.Status == ProxyHeaderStatus.Complete)
            {
                // What came behind the header stays in the pipe for whoever reads next.
                input.AdvanceTo(result.Buffer.GetPosition(header.Length));
                return (header, false);
            }

            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (header.Status == ProxyHeaderStatus.Malformed || result.IsCompleted || result.IsCanceled)
                return (header, header.Status == ProxyHeaderStatus.Incomplete);
        }
    }
}
