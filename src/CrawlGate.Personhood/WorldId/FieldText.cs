using System.Globalization;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Numbers of World ID's wire forms, which come as <c>0x</c> hexadecimal in some members and as decimals in others.</summary>
internal static class FieldText
{
    private const int MaxHexDigits = 64;

    /// <summary>The order of BN254's scalar field: a public input at or above it would be another spelling of a smaller one.</summary>
    public static UInt256 Order => CurveParameter.R;

    /// <summary>Reads <c>0x</c> and 1 to 64 hexadecimal digits, or a canonical decimal, below 2^256.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out UInt256 value)
    {
        if (text is not ['0', 'x', .. var digits])
            return UInt256.TryParse(text, out value);

        value = default;
        if (digits.Length is 0 or > MaxHexDigits)
            return false;

        Span<char> padded = stackalloc char[MaxHexDigits];
        padded.Fill('0');
        digits.CopyTo(padded[(MaxHexDigits - digits.Length)..]);
        Span<byte> bytes = stackalloc byte[MaxHexDigits / 2];
        if (Convert.FromHexString(padded, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;

        value = new UInt256(bytes);
        return true;
    }

    /// <summary>Reads like <see cref="TryParse"/> what must be an element of the scalar field.</summary>
    public static bool TryParseElement(ReadOnlySpan<char> text, out UInt256 value) => TryParse(text, out value) && value < Order;

    /// <summary><c>0x</c> and 64 lower-case digits.</summary>
    public static string ToHex(UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[MaxHexDigits / 2];
        value.WriteTo(bytes);
        return Hex.Encode(bytes);
    }

    /// <summary>The most significant byte, which tells the kinds of action apart.</summary>
    public static byte TopByte(UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[MaxHexDigits / 2];
        value.WriteTo(bytes);
        return bytes[0];
    }

    /// <summary>A number for messages and URLs.</summary>
    public static string Invariant(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
