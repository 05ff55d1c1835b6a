using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace CrawlGate.AspNetCore;

/// <summary>Carries one question to one server and its answer back.</summary>
internal static class DnsExchange
{
    private const int UdpBufferBytes = 4096;
    private const int MaxTcpBytes = 16 * 1024;
    private const int MaxStrayPackets = 8;

    private static readonly DnsOutcome Malformed = new DnsOutcome.Failed(DnsFailure.Malformed);

    /// <summary>
    /// Asks over UDP, from a socket and hence a source port of its own. Null when the answer must be asked for over TCP: it did not
    /// fit, or so many packets came that fit no question that somebody may be guessing ids.
    /// </summary>
    public static async Task<DnsOutcome?> AskUdpAsync(IPEndPoint server, DnsQuery query, CancellationToken deadline)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);

        // Connected, so that the kernel drops what does not come from the server's address and port.
        await socket.ConnectAsync(server, deadline);
        await socket.SendAsync(query.Packet, deadline);
        var buffer = new byte[UdpBufferBytes];
        for (var stray = 0; stray < MaxStrayPackets; stray++)
        {
            var length = await socket.ReceiveAsync(buffer, deadline);
            if (query.IsAnsweredBy(buffer.AsSpan(0, length)))
                return DnsResponse.IsTruncated(buffer) ? null : DnsResponse.Read(buffer.AsSpan(0, length), query);
        }

        return null;
    }

    /// <summary>Asks over TCP (RFC 7766). Null when the answer claims not to fit even there.</summary>
    public static async Task<DnsOutcome?> AskTcpAsync(IPEndPoint server, DnsQuery query, CancellationToken deadline)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, deadline);
        var framed = new byte[query.Packet.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Packet.Length);
        query.Packet.CopyTo(framed, 2);
        for (var sent = 0; sent < framed.Length;)
            sent += await socket.SendAsync(framed.AsMemory(sent), deadline);

        var prefix = new byte[2];
        if (!await TryFillAsync(socket, prefix, deadline) || BinaryPrimitives.ReadUInt16BigEndian(prefix) is var length && length > MaxTcpBytes)
            return Malformed;
        var packet = new byte[length];
        if (!await TryFillAsync(socket, packet, deadline) || !query.IsAnsweredBy(packet))
            return Malformed;

        return DnsResponse.IsTruncated(packet) ? null : DnsResponse.Read(packet, query);
    }

    private static async Task<bool> TryFillAsync(Socket socket, Memory<byte> buffer, CancellationToken deadline)
    {
        while (buffer.Length > 0)
        {
            if (await socket.ReceiveAsync(buffer, deadline) is not (> 0 and var received))
                return false;
            buffer = buffer[received..];
        }

        return true;
    }
}
