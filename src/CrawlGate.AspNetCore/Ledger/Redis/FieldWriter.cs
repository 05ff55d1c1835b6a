using System.Buffers.Binary;
using System.Text;
using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>Writes the fields of a stored value one after the other, without names.</summary>
internal ref struct FieldWriter(Span<byte> destination)
{
    private Span<byte> _rest = destination;

    /// <summary>What a text takes at most.</summary>
    public static int MaxSizeOf(string? text) => MaxSizeOf(text is null ? 0 : Encoding.UTF8.GetByteCount(text));

    /// <summary>What bytes of this number take at most, with their length.</summary>
    public static int MaxSizeOf(int length) => 5 + length;

    /// <summary>The space that is left.</summary>
    public readonly int Left => _rest.Length;

    /// <summary>One byte.</summary>
    public void Write(byte value)
    {
        _rest[0] = value;
        _rest = _rest[1..];
    }

    /// <summary>Eight bytes, most significant first.</summary>
    public void Write(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_rest, value);
        _rest = _rest[8..];
    }

    /// <summary>A time.</summary>
    public void Write(DateTimeOffset value) => Write(value.UtcTicks);

    /// <summary>Twenty bytes.</summary>
    public void Write(Address value)
    {
        value.WriteTo(_rest);
        _rest = _rest[Address.Length..];
    }

    /// <summary>Thirty-two bytes.</summary>
    public void Write(Bytes32 value)
    {
        value.WriteTo(_rest);
        _rest = _rest[Bytes32.Length..];
    }

    /// <summary>A number without its leading zeros.</summary>
    public void Write(UInt256 value)
    {
        Span<byte> word = stackalloc byte[32];
        value.WriteTo(word);
        Write(word.TrimStart((byte)0));
    }

    /// <summary>Bytes after their number.</summary>
    public void Write(scoped ReadOnlySpan<byte> value)
    {
        WriteLength(value.Length);
        value.CopyTo(_rest);
        _rest = _rest[value.Length..];
    }

    /// <summary>A text as UTF-8.</summary>
    public void Write(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        WriteLength(length);
        Encoding.UTF8.GetBytes(value, _rest);
        _rest = _rest[length..];
    }

    /// <summary>A text in a field of fixed width, filled up with zeros.</summary>
    public void WriteFixed(string value, int width)
    {
        _rest[..width].Clear();
        Encoding.UTF8.GetBytes(value, _rest[..width]);
        _rest = _rest[width..];
    }

    /// <summary>A number that is mostly small: seven bits a byte.</summary>
    public void WriteLength(int value)
    {
        var rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7)
            Write((byte)(rest | 0x80));
        Write((byte)rest);
    }
}
