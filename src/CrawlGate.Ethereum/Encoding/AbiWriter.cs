using System.Buffers;
using System.Text;

namespace CrawlGate.Ethereum;

/// <summary>
/// Builds ABI-encoded arguments, head words first and dynamic tails after, with a selector in front (<see cref="Call"/>) or
/// without (<see cref="Arguments"/>, which is Solidity's <c>abi.encode</c> and also the content of a tuple).
/// </summary>
public sealed class AbiWriter
{
    private const int Word = 32;

    private readonly byte[] _selector;
    private readonly ArrayBufferWriter<byte> _head = new(8 * Word);
    private readonly ArrayBufferWriter<byte> _tail = new();
    private readonly List<(int Head, int Tail)> _offsets = [];

    private AbiWriter(byte[] selector) => _selector = selector;

    private bool IsDynamic => _offsets.Count > 0;

    /// <summary>Starts calldata for the function with this canonical signature, like <c>balanceOf(address)</c>.</summary>
    /// <exception cref="ArgumentException">The signature is not canonical.</exception>
    public static AbiWriter Call(string signature) => new(AbiSelector.Of(signature));

    /// <summary>Starts arguments without a selector.</summary>
    public static AbiWriter Arguments() => new([]);

    /// <summary>Appends an argument.</summary>
    public AbiWriter Add(Address value)
    {
        value.WriteTo(NextWord()[12..]);
        return this;
    }

    /// <summary>Appends an unsigned integer of any width; the caller keeps narrow ones in range.</summary>
    public AbiWriter Add(UInt256 value)
    {
        value.WriteTo(NextWord());
        return this;
    }

    /// <summary>Appends an argument.</summary>
    public AbiWriter Add(Bytes32 value)
    {
        value.WriteTo(NextWord());
        return this;
    }

    /// <summary>Appends an argument.</summary>
    public AbiWriter Add(bool value) => Add(value ? (UInt256)1 : default);

    /// <summary>Appends a tuple: in place when all its members are static, behind an offset otherwise.</summary>
    public AbiWriter Add(AbiWriter tuple)
    {
        var content = tuple.EncodeArguments();
        if (tuple.IsDynamic)
            BeginTail();

        (tuple.IsDynamic ? _tail : _head).Write(content);
        return this;
    }

    /// <summary>Appends a dynamic array of tuples of one type.</summary>
    public AbiWriter AddArray(params ReadOnlySpan<AbiWriter> elements)
    {
        var content = Arguments();
        foreach (var element in elements)
            content.Add(element);

        BeginTail();
        WriteTailWord(elements.Length);
        _tail.Write(content.EncodeArguments());
        return this;
    }

    /// <summary>Appends a dynamic <c>bytes</c> argument.</summary>
    public AbiWriter AddBytes(ReadOnlySpan<byte> value)
    {
        BeginTail();
        WriteTailWord(value.Length);
        var padded = (value.Length + Word - 1) / Word * Word;
        var span = _tail.GetSpan(padded)[..padded];
        span.Clear();
        value.CopyTo(span);
        _tail.Advance(padded);
        return this;
    }

    /// <summary>Appends a <c>string</c> argument.</summary>
    public AbiWriter AddString(string value) => AddBytes(Encoding.UTF8.GetBytes(value));

    /// <summary>The encoded bytes, the selector included.</summary>
    public byte[] ToArray() => [.. _selector, .. EncodeArguments()];

    private byte[] EncodeArguments()
    {
        var result = new byte[_head.WrittenCount + _tail.WrittenCount];
        _head.WrittenSpan.CopyTo(result);
        _tail.WrittenSpan.CopyTo(result.AsSpan(_head.WrittenCount));
        foreach (var (head, tail) in _offsets)
            ((UInt256)(ulong)(_head.WrittenCount + tail)).WriteTo(result.AsSpan(head));

        return result;
    }

    private void BeginTail()
    {
        _offsets.Add((_head.WrittenCount, _tail.WrittenCount));
        NextWord();
    }

    private void WriteTailWord(int value)
    {
        ((UInt256)(ulong)value).WriteTo(_tail.GetSpan(Word));
        _tail.Advance(Word);
    }

    private Span<byte> NextWord()
    {
        var word = _head.GetSpan(Word)[..Word];
        word.Clear();
        _head.Advance(Word);
        return word;
    }
}
