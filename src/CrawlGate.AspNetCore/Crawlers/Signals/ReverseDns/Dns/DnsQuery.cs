using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CrawlGate.AspNetCore;

/// <summary>A question as it travels, under a random id: one question, recursion desired, EDNS with 1232 bytes (RFC 6891).</summary>
internal sealed class DnsQuery
{
    public const int HeaderBytes = 12;
    private const int MaxNameBytes = 255;
    private const int MaxLabelBytes = 63;
    private const int OptionsBytes = 11;
    private const ushort UdpPayloadBytes = 1232;

    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    private DnsQuery(string name, DnsRecordType type, ReadOnlySpan<byte> wireName)
    {
        Name = name;
        Type = type;
        QuestionEnd = HeaderBytes + wireName.Length + 4;
        Packet = new byte[QuestionEnd + OptionsBytes];
        RandomNumberGenerator.Fill(Packet.AsSpan(0, 2));
        Packet[2] = 1; // recursion desired
        Packet[5] = 1; // one question
        Packet[11] = 1; // one additional record: the options
        wireName.CopyTo(Packet.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt16BigEndian(Packet.AsSpan(QuestionEnd - 4), (ushort)type);
        Packet[QuestionEnd - 1] = 1; // class IN
        BinaryPrimitives.WriteUInt16BigEndian(Packet.AsSpan(QuestionEnd + 1), (ushort)DnsRecordType.Options);
        BinaryPrimitives.WriteUInt16BigEndian(Packet.AsSpan(QuestionEnd + 3), UdpPayloadBytes);
    }

    /// <summary>The name in lower case, without a dot at its end.</summary>
    public string Name { get; }

    public DnsRecordType Type { get; }

    public byte[] Packet { get; }

    /// <summary>Where the records of an answer to this question begin.</summary>
    public int QuestionEnd { get; }

    /// <summary>False for what is no host name and hence has no records.</summary>
    public static bool TryCreate(string name, DnsRecordType type, [NotNullWhen(true)] out DnsQuery? query)
    {
        query = null;
        Span<byte> wire = stackalloc byte[MaxNameBytes];
        var length = 0;
        foreach (var range in name.AsSpan().Split('.'))
        {
            var label = name.AsSpan()[range];
            if (label.Length is 0 or > MaxLabelBytes || length + label.Length + 2 > MaxNameBytes || label.ContainsAnyExcept(HostCharacters))
                return false;
            wire[length++] = (byte)label.Length;
            length += Encoding.ASCII.GetBytes(label, wire[length..]);
        }

        wire[length++] = 0;
        query = new DnsQuery(name.ToLowerInvariant(), type, wire[..length]);
        return true;
    }

    /// <summary>Whether a packet is an answer to this question: id, direction and the question itself, which answers repeat.</summary>
    public bool IsAnsweredBy(ReadOnlySpan<byte> packet) =>
        packet.Length >= QuestionEnd
        && packet[..2].SequenceEqual(Packet.AsSpan(0, 2))
        && (packet[2] & 0xF8) == 0x80 // a response to a standard query
        && packet[4] == 0 && packet[5] == 1
        && Ascii.EqualsIgnoreCase(packet[HeaderBytes..QuestionEnd], Packet.AsSpan(HeaderBytes..QuestionEnd));
}
