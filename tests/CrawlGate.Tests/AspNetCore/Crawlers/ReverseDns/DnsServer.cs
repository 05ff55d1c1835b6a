using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A DNS server on loopback, UDP and TCP on one port, that answers from a table or as a test tells it to.</summary>
internal sealed class DnsServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(string Name, int Type), byte[][]> _table = new();
    private readonly Socket _udp;
    private readonly TcpListener? _tcp;
    private readonly Task[] _loops;

    public DnsServer(bool withTcp = true)
    {
        (_udp, _tcp) = Listen(withTcp);
        EndPoint = (IPEndPoint)_udp.LocalEndPoint!;
        _loops = [ServeUdpAsync(), ServeTcpAsync()];
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>What was asked, in order, with where it came from.</summary>
    public ConcurrentQueue<(DnsQuestion Question, IPEndPoint From)> Asked { get; } = new();

    /// <summary>What to answer instead of the table's; several packets or none at all.</summary>
    public Func<DnsQuestion, IEnumerable<byte[]>>? Answer { get; set; }

    /// <summary>How long to think before each answer.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Whether UDP answers leave from a port that was not asked.</summary>
    public bool AnswersFromAnotherPort { get; set; }

    /// <summary>What TCP connections get: the framed answer, unless a test breaks it.</summary>
    public Func<byte[], IEnumerable<byte[]>> Frame { get; set; } = static packet => [[.. DnsWire.Number(packet.Length, 2), .. packet]];

    public int Count(int type) => Asked.Count(asked => asked.Question.Type == type);

    /// <summary>Gives an address names.</summary>
    public DnsServer Named(string address, params string[] names) => Named(address, 300, names);

    /// <summary>Gives an address names.</summary>
    public DnsServer Named(string address, long ttl, params string[] names)
    {
        var owner = ReverseName(IPAddress.Parse(address));
        return Put(owner, DnsWire.Ptr, [.. names.Select(name => DnsWire.PtrRecord(owner, name, ttl))]);
    }

    /// <summary>Gives a name addresses.</summary>
    public DnsServer At(string name, params string[] addresses) => At(name, 300, addresses);

    /// <summary>Gives a name addresses.</summary>
    public DnsServer At(string name, long ttl, params string[] addresses)
    {
        Put(name, DnsWire.A, [.. addresses.Where(address => !address.Contains(':')).Select(address => DnsWire.AddressRecord(name, address, ttl))]);
        return Put(name, DnsWire.Aaaa, [.. addresses.Where(address => address.Contains(':')).Select(address => DnsWire.AddressRecord(name, address, ttl))]);
    }

    public DnsServer Put(string name, int type, params byte[][] answers)
    {
        _table[(name, type)] = answers;
        return this;
    }

    /// <summary>What the table says: records, nothing of that type, or no such name.</summary>
    public byte[] FromTable(DnsQuestion question) =>
        _table.TryGetValue((question.Name, question.Type), out var answers) ? DnsWire.Reply(question, answers: answers) : DnsWire.Reply(question, code: 3);

    /// <summary>The other way to write it than the resolver's: by the text of the address.</summary>
    public static string ReverseName(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork
            ? string.Join('.', address.ToString().Split('.').Reverse()) + ".in-addr.arpa"
            : string.Join('.', Convert.ToHexStringLower(address.GetAddressBytes()).Reverse()) + ".ip6.arpa";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _udp.Dispose();
        _tcp?.Dispose();
        await Task.WhenAll(_loops);
        _stop.Dispose();
    }

    private static (Socket Udp, TcpListener? Tcp) Listen(bool withTcp)
    {
        while (true)
        {
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            if (!withTcp)
                return (udp, null);

            var tcp = new TcpListener((IPEndPoint)udp.LocalEndPoint!);
            try
            {
                tcp.Start();
                return (udp, tcp);
            }
            catch (SocketException)
            {
                // Somebody has that port for TCP; another one then.
                udp.Dispose();
            }
        }
    }

    private async Task ServeUdpAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var received = await _udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                _ = AnswerUdpAsync(buffer[..received.ReceivedBytes], (IPEndPoint)received.RemoteEndPoint);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            Assert.True(_stop.IsCancellationRequested, exception.Message);
        }
    }

    private async Task AnswerUdpAsync(byte[] packet, IPEndPoint client)
    {
        var question = Note(DnsQuestion.Parse(packet, isTcp: false), client);
        await Task.Delay(Delay);
        using var other = AnswersFromAnotherPort ? new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) : null;
        foreach (var answer in Answers(question))
            await (other ?? _udp).SendToAsync(answer, client);
    }

    private async Task ServeTcpAsync()
    {
        try
        {
            while (_tcp is not null)
                _ = AnswerTcpAsync(await _tcp.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            Assert.True(_stop.IsCancellationRequested, exception.Message);
        }
    }

    private async Task AnswerTcpAsync(Socket accepted)
    {
        using var client = accepted;
        using var stream = new NetworkStream(client);
        var prefix = new byte[2];
        await stream.ReadExactlyAsync(prefix);
        var packet = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
        await stream.ReadExactlyAsync(packet);
        var question = Note(DnsQuestion.Parse(packet, isTcp: true), (IPEndPoint)client.RemoteEndPoint!);
        await Task.Delay(Delay);
        foreach (var piece in Answers(question).SelectMany(Frame))
            await stream.WriteAsync(piece);
    }

    private DnsQuestion Note(DnsQuestion question, IPEndPoint from)
    {
        Asked.Enqueue((question, from));
        return question;
    }

    private IEnumerable<byte[]> Answers(DnsQuestion question) => Answer?.Invoke(question) ?? [FromTable(question)];
}
