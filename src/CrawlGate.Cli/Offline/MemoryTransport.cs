using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace CrawlGate.Cli;

/// <summary>Connections that never leave the process, from whatever address one likes: nothing listens and nobody is called.</summary>
internal sealed class MemoryTransport : IConnectionListenerFactory, IConnectionListener
{
    private readonly Channel<ConnectionContext> _connections = Channel.CreateUnbounded<ConnectionContext>();

    /// <inheritdoc/>
    public EndPoint EndPoint { get; private set; } = new IPEndPoint(IPAddress.Loopback, 0);

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = endpoint;
        return new ValueTask<IConnectionListener>(this);
    }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _connections.Reader.WaitToReadAsync(cancellationToken) && _connections.Reader.TryRead(out var connection) ? connection : null;

    /// <summary>Opens a connection and answers the client's end of it.</summary>
    public IDuplexPipe Connect(IPAddress? client, bool isHttps)
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        var clientEnd = new End(toClient.Reader, toServer.Writer);
        var connection = new DefaultConnectionContext("offline", new End(toServer.Reader, toClient.Writer), clientEnd)
        {
            LocalEndPoint = EndPoint,
            RemoteEndPoint = client is null ? null : new IPEndPoint(client, 1024),
        };
        if (isHttps)
            connection.Features.Set<ITlsConnectionFeature>(new Encrypted());
        _connections.Writer.TryWrite(connection);
        return clientEnd;
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _connections.Writer.TryComplete();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => UnbindAsync();

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>What makes the server see https.</summary>
    private sealed class Encrypted : ITlsConnectionFeature
    {
        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }
}
