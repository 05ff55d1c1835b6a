using System.Buffers;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Numbers as proofs and settings write them.</summary>
public static class FieldNumber
{
    private const int MaxHexDigits = 64;

    /// <summary>Reads <c>0x</c> and 1 to 64 hexadecimal digits, or a canonical decimal; below 2^256.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out UInt256 number)
    {
        if (text is not ['0', 'x', .. var digits])
            return UInt256.TryParse(text, out number);

        number = default;
        if (digits.Length is 0 or > MaxHexDigits)
            return false;

        Span<char> padded = stackalloc char[MaxHexDigits];
        padded.Fill('0');
        digits.CopyTo(padded[^digits.Length..]);
        Span<byte> word = stackalloc byte[MaxHexDigits / 2];
        if (Convert.FromHexString(padded, word, out _, out _) != OperationStatus.Done)
            return false;

        number = new UInt256(word);
        return true;
    }
}
