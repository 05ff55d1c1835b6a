using System.Text;
using System.Text.Unicode;

namespace CrawlGate.Ethereum;

/// <summary>Reads ABI-encoded return data; every method answers false instead of throwing on short or malformed data.</summary>
public static class AbiReader
{
    private const int Word = 32;

    /// <summary>The word at an index.</summary>
    public static bool TryReadWord(ReadOnlySpan<byte> data, int index, out Bytes32 word)
    {
        var found = index >= 0 && data.Length / Word > index;
        word = found ? new Bytes32(data.Slice(index * Word, Word)) : default;
        return found;
    }

    /// <summary>The unsigned integer at a word index.</summary>
    public static bool TryReadUInt256(ReadOnlySpan<byte> data, int index, out UInt256 value)
    {
        var found = index >= 0 && data.Length / Word > index;
        value = found ? new UInt256(data.Slice(index * Word, Word)) : default;
        return found;
    }

    /// <summary>The <c>address</c> at a word index; false when the twelve bytes before it are not zero.</summary>
    public static bool TryReadAddress(ReadOnlySpan<byte> data, int index, out Address value)
    {
        var found = index >= 0 && data.Length / Word > index && !data.Slice(index * Word, 12).ContainsAnyExcept((byte)0);
        value = found ? new Address(data.Slice((index * Word) + 12, Address.Length)) : default;
        return found;
    }

    /// <summary>The <c>bool</c> at a word index; false when the word is neither 0 nor 1.</summary>
    public static bool TryReadBoolean(ReadOnlySpan<byte> data, int index, out bool value)
    {
        var found = TryReadUInt256(data, index, out var word) && word <= 1;
        value = found && !word.IsZero;
        return found;
    }

    /// <summary>The <c>bytes</c> whose offset stands at a word index, as a slice of the data.</summary>
    public static bool TryReadBytes(ReadOnlySpan<byte> data, int index, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryReadUInt256(data, index, out var offsetWord)
            || !offsetWord.TryGetUInt64(out var offset)
            || offset > (ulong)data.Length)
        {
            return false;
        }

        var tail = data[(int)offset..];
        if (!TryReadUInt256(tail, 0, out var lengthWord)
            || !lengthWord.TryGetUInt64(out var length)
            || length > (ulong)(tail.Length - Word))
        {
            return false;
        }

        value = tail.Slice(Word, (int)length);
        return true;
    }

    /// <summary>The <c>string</c> whose offset stands at a word index; false when its bytes are not UTF-8.</summary>
    public static bool TryReadString(ReadOnlySpan<byte> data, int index, out string value)
    {
        var found = TryReadBytes(data, index, out var utf8) && Utf8.IsValid(utf8);
        value = found ? Encoding.UTF8.GetString(utf8) : "";
        return found;
    }
}
