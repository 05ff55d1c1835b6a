using System.Buffers;

namespace CrawlGate.Ethereum;

/// <summary>Recursive Length Prefix encoding (Ethereum yellow paper, appendix B), writing only.</summary>
public static class Rlp
{
    private const int StringOffset = 0x80;
    private const int ListOffset = 0xc0;
    private const int LongestShortPayload = 55;

    /// <summary>Writes a byte string.</summary>
    public static void WriteString(IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        if (value.Length != 1 || value[0] >= StringOffset)
            WriteHeader(output, StringOffset, value.Length);

        output.Write(value);
    }

    /// <summary>Writes an integer as its big-endian bytes without leading zeros; zero is the empty string.</summary>
    public static void WriteInteger(IBufferWriter<byte> output, UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[32];
        value.WriteTo(bytes);
        WriteString(output, bytes.TrimStart((byte)0));
    }

    /// <summary>Writes a list whose items are already encoded one after the other.</summary>
    public static void WriteList(IBufferWriter<byte> output, ReadOnlySpan<byte> items)
    {
        WriteHeader(output, ListOffset, items.Length);
        output.Write(items);
    }

    private static void WriteHeader(IBufferWriter<byte> output, int offset, int length)
    {
        if (length <= LongestShortPayload)
        {
            output.Write([(byte)(offset + length)]);
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(int)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        var trimmed = bytes.TrimStart((byte)0);
        output.Write([(byte)(offset + LongestShortPayload + trimmed.Length)]);
        output.Write(trimmed);
    }
}
