using System.Buffers.Binary;
using System.Text;
using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>Reads what a <see cref="FieldWriter"/> wrote. Values that end too early throw <see cref="ArgumentOutOfRangeException"/>.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;

    /// <summary>One byte.</summary>
    public byte ReadByte() => Take(1)[0];

    /// <summary>Eight bytes, most significant first.</summary>
    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    /// <summary>A time.</summary>
    public DateTimeOffset ReadTime() => new(ReadInt64(), TimeSpan.Zero);

    /// <summary>Twenty bytes.</summary>
    public Address ReadAddress() => new(Take(Address.Length));

    /// <summary>Thirty-two bytes.</summary>
    public Bytes32 ReadBytes32() => new(Take(Bytes32.Length));

    /// <summary>A number.</summary>
    public UInt256 ReadUInt256() => new(ReadBytes());

    /// <summary>Bytes after their number.</summary>
    public ReadOnlySpan<byte> ReadBytes() => Take(ReadLength());

    /// <summary>A text.</summary>
    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    /// <summary>A text in a field of fixed width.</summary>
    public string ReadFixed(int width) => Encoding.UTF8.GetString(Take(width).TrimEnd((byte)0));

    /// <summary>A number that is mostly small.</summary>
    public int ReadLength()
    {
        var value = 0u;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = ReadByte();
            value |= (uint)(part & 0x7f) << shift;
            if (part < 0x80)
                return (int)value;
        }

        throw new ArgumentOutOfRangeException(nameof(source), "A length of more than 32 bits.");
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
