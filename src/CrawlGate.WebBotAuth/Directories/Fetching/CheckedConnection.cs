using System.Net;
using System.Net.Sockets;

namespace CrawlGate.WebBotAuth;

/// <summary>
/// Opens connections to public addresses. The name is looked up here and the connection goes to an address of that same answer,
/// so a name that answers differently the second time (DNS rebinding) gains nothing.
/// </summary>
internal sealed class CheckedConnection(PublicHttpClientOptions options)
{
    private const int MaxAttempts = 4;

    public async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await ResolveAsync(host, cancellationToken);
        if (addresses.Length == 0)
            throw new IOException($"{host} has no address.");

        // One refused address refuses the name: nobody who means well publishes public and private addresses together.
        if (!options.UnsafeAllowPrivateAddressesAndPlainHttp && Array.Find(addresses, address => !PublicAddress.IsPublic(address)) is { } refused)
            throw new AddressRefusedException($"{host} leads to {refused}, which is not a public address.");

        var attempts = Math.Min(addresses.Length, MaxAttempts);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(addresses[attempt], port), options.ConnectTimeout / attempts, cancellationToken);
            }
            catch (Exception exception) when (attempt + 1 < attempts && exception is SocketException or OperationCanceledException
                && !cancellationToken.IsCancellationRequested)
            {
            }
        }
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];

        // The system's look-up cannot be interrupted, only abandoned.
        return await options.Resolver(host, cancellationToken).WaitAsync(cancellationToken);
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint endpoint, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, limit.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
