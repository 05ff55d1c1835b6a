using System.Buffers;
using System.Net;

namespace CrawlGate.Gateway;

/// <summary>What the beginning of a connection turned out to be.</summary>
/// <param name="Status">Whether it is a PROXY protocol header, as far as it came.</param>
/// <param name="Length">How many bytes the header takes, when it is complete.</param>
/// <param name="Client">The client that it names; null when it names none.</param>
internal readonly record struct ProxyHeader(ProxyHeaderStatus Status, int Length, IPEndPoint? Client)
{
    /// <summary>No longer header is read; real ones have about a hundred bytes, their extensions included.</summary>
    public const int MaxLength = 4096;

    public static ProxyHeader Incomplete { get; } = new(ProxyHeaderStatus.Incomplete, 0, null);

    public static ProxyHeader Malformed { get; } = new(ProxyHeaderStatus.Malformed, 0, null);

    /// <summary>Reads version 1 or 2, whichever the first bytes announce.</summary>
    public static ProxyHeader Read(ReadOnlySequence<byte> received)
    {
        Span<byte> buffer = stackalloc byte[ProxyHeaderV1.MaxLength];
        var start = buffer[..(int)Math.Min(received.Length, buffer.Length)];
        received.Slice(0, start.Length).CopyTo(start);
        return ProxyHeaderV2.CouldBe(start) ? ProxyHeaderV2.Read(start, received.Length)
            : ProxyHeaderV1.CouldBe(start) ? ProxyHeaderV1.Read(start)
            : Malformed;
    }

    public static ProxyHeader Complete(int length, IPEndPoint? client) => new(ProxyHeaderStatus.Complete, length, client);
}

/// <summary>How far a header came.</summary>
internal enum ProxyHeaderStatus
{
    /// <summary>More bytes are needed to tell.</summary>
    Incomplete,

    /// <summary>It is all there.</summary>
    Complete,

    /// <summary>It is none, or a wrong one.</summary>
    Malformed,
}
