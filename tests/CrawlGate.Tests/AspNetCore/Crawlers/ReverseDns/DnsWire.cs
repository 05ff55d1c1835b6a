using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A question as a server reads it.</summary>
internal sealed record DnsQuestion(byte[] Packet, string Name, int Type, bool IsTcp)
{
    /// <summary>Reads a query and insists on what ours look like: recursion desired, one question, EDNS with 1232 bytes.</summary>
    public static DnsQuestion Parse(byte[] packet, bool isTcp)
    {
        Assert.Equal("01000001000000000001", Convert.ToHexString(packet[2..12]));
        var name = new List<string>();
        var at = 12;
        for (; packet[at] != 0; at += packet[at] + 1)
            name.Add(Encoding.ASCII.GetString(packet, at + 1, packet[at]));
        var type = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(at + 1));
        Assert.Equal("0001" + "00002904D0000000000000", Convert.ToHexString(packet[(at + 3)..]));
        return new DnsQuestion(packet, string.Join('.', name).ToLowerInvariant(), type, isTcp);
    }

    /// <summary>The question section, which answers repeat.</summary>
    public byte[] Section => Packet[12..^11];
}

/// <summary>Writes answers, right ones and wrong ones.</summary>
internal static class DnsWire
{
    public const int A = 1;
    public const int Cname = 5;
    public const int Soa = 6;
    public const int Ptr = 12;
    public const int Aaaa = 28;

    public static byte[] Reply(
        DnsQuestion question,
        int code = 0,
        IEnumerable<byte[]>? answers = null,
        IEnumerable<byte[]>? authority = null,
        IEnumerable<byte[]>? additional = null,
        int flags = 0x8180) =>
    [
        .. question.Packet[..2],
        .. Number(flags | code, 2),
        0, 1,
        .. Number(answers?.Count() ?? 0, 2),
        .. Number(authority?.Count() ?? 0, 2),
        .. Number(additional?.Count() ?? 0, 2),
        .. question.Section,
        .. (answers ?? []).Concat(authority ?? []).Concat(additional ?? []).SelectMany(record => record),
    ];

    public static byte[] Record(string owner, int type, byte[] data, long ttl = 300, int recordClass = 1) => Record(Name(owner), type, data, ttl, recordClass);

    public static byte[] Record(byte[] owner, int type, byte[] data, long ttl = 300, int recordClass = 1) =>
        [.. owner, .. Number(type, 2), .. Number(recordClass, 2), .. Number(ttl, 4), .. Number(data.Length, 2), .. data];

    public static byte[] PtrRecord(string owner, string target, long ttl = 300) => Record(owner, Ptr, Name(target), ttl);

    public static byte[] CnameRecord(string owner, string target, long ttl = 300) => Record(owner, Cname, Name(target), ttl);

    public static byte[] AddressRecord(string owner, string address, long ttl = 300)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        return Record(owner, bytes.Length == 4 ? A : Aaaa, bytes, ttl);
    }

    public static byte[] SoaRecord(string owner, long ttl, long minimum) =>
        Record(owner, Soa, [.. Name("ns." + owner), .. Name("admin." + owner), .. new byte[16], .. Number(minimum, 4)], ttl);

    public static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0];

    /// <summary>A pointer to a place in the message; the question's name is at 12.</summary>
    public static byte[] Pointer(int offset) => Number(0xC000 | offset, 2);

    public static byte[] Number(long value, int bytes)
    {
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(buffer, value);
        return buffer[(8 - bytes)..].ToArray();
    }
}
