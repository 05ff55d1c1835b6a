using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CrawlGate.AspNetCore;

/// <summary>Reads a DNS message from front to back (RFC 1035 section 4.1). Every method answers false for what is not there.</summary>
internal ref struct DnsReader(ReadOnlySpan<byte> message, int position)
{
    private const int MaxNameBytes = 255;
    private const int MaxLabelBytes = 63;

    private readonly ReadOnlySpan<byte> _message = message;

    public int Position { get; private set; } = position;

    public bool TryReadUInt16(out ushort value)
    {
        var read = BinaryPrimitives.TryReadUInt16BigEndian(_message[Position..], out value);
        Position += read ? sizeof(ushort) : 0;
        return read;
    }

    public bool TryReadUInt32(out uint value)
    {
        var read = BinaryPrimitives.TryReadUInt32BigEndian(_message[Position..], out value);
        Position += read ? sizeof(uint) : 0;
        return read;
    }

    public bool TryRead(int length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (length > _message.Length - Position)
            return false;

        bytes = _message.Slice(Position, length);
        Position += length;
        return true;
    }

    /// <summary>
    /// A name in lower case and without a dot at its end. Bytes that host names do not have are written as <c>\DDD</c>, so that a
    /// dot inside a label never passes for the border of two.
    /// </summary>
    public bool TryReadName([NotNullWhen(true)] out string? name)
    {
        var text = new StringBuilder();
        var at = Position;
        var runStart = at;
        var end = -1;
        var bytes = 1;
        name = null;
        while (at < _message.Length)
        {
            var length = _message[at];
            if (length == 0)
            {
                Position = end < 0 ? at + 1 : end;
                name = text.ToString();
                return true;
            }

            if (length >= 0xC0)
            {
                // Each pointer leads to before the run of labels that holds it: they run out, whatever a message says.
                if (at + 1 >= _message.Length || (((length & 0x3F) << 8) | _message[at + 1]) is var target && target >= runStart)
                    return false;
                if (end < 0)
                    end = at + 2;
                at = runStart = target;
                continue;
            }

            bytes += length + 1;
            if (length > MaxLabelBytes || bytes > MaxNameBytes || at + 1 + length > _message.Length)
                return false;
            AppendLabel(text, _message.Slice(at + 1, length));
            at += length + 1;
        }

        return false;
    }

    private static void AppendLabel(StringBuilder text, ReadOnlySpan<byte> label)
    {
        if (text.Length > 0)
            text.Append('.');
        foreach (var value in label)
        {
            var c = (char)value;
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                text.Append(char.ToLowerInvariant(c));
            else
                text.Append('\\').Append(value.ToString("D3"));
        }
    }
}
