using System.Buffers;
using System.Text;

namespace CrawlGate.WebBotAuth;

/// <summary>Collects a signature base, which is ASCII, in a pooled buffer.</summary>
internal ref struct BaseWriter
{
    private const int MaxLength = 64 * 1024;

    private byte[]? _buffer;
    private int _length;

    public BaseWriter() => _buffer = ArrayPool<byte>.Shared.Rent(1024);

    /// <summary>Whether something could not be written; what is there then is useless.</summary>
    public bool Failed { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Appends text of a message. A line break in it would let its sender write lines of the base.</summary>
    public void AppendValue(ReadOnlySpan<char> value)
    {
        Failed |= value.ContainsAny('\r', '\n', '\0');
        Append(value);
    }

    public void Append(ReadOnlySpan<char> text)
    {
        if (Failed || _length + text.Length > MaxLength)
        {
            Failed = true;
            return;
        }

        if (_length + text.Length > _buffer!.Length)
            Grow(text.Length);
        Failed = Ascii.FromUtf16(text, _buffer.AsSpan(_length), out var written) != OperationStatus.Done;
        _length += written;
    }

    public void Append(FieldParameters parameters)
    {
        foreach (ref readonly var parameter in parameters.Items)
        {
            Append(";");
            Append(parameter.Key.Span);
            if (parameter.Value.IsTrue)
                continue;

            Append("=");
            Append(parameter.Value.Raw.Span);
        }
    }

    public void Append(in FieldItem item)
    {
        Append(item.Value.Raw.Span);
        Append(item.Parameters);
    }

    /// <summary>Appends a member's value, strictly serialised (RFC 9651 section 4.1).</summary>
    public void Append(FieldMember member)
    {
        if (member.InnerList is null)
        {
            Append(member.Item);
            return;
        }

        Append("(");
        for (var i = 0; i < member.InnerList.Length; i++)
        {
            if (i > 0)
                Append(" ");
            Append(member.InnerList[i]);
        }

        Append(")");
        Append(member.Parameters);
    }

    /// <summary>Hands the buffer over.</summary>
    public byte[] Take(out int length)
    {
        var buffer = _buffer!;
        length = _length;
        _buffer = null;
        return buffer;
    }

    public void Dispose()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + more, _buffer!.Length * 2));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
