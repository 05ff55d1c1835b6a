using System.Globalization;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Numbers of World ID's wire forms, which come as <c>0x</c> hexadecimal in some members and as decimals in others.</summary>
internal static class FieldText
{
    private const int MaxHexDigits = 64;

    /// <summary>The order of BN254's scalar field: a public input at or above it would be another spelling of a smaller one.</summary>
    public static UInt256 Order => CurveParameter.R;

    /// <summary>Reads like <see cref="FieldNumber.TryParse"/> what must be an element of the scalar field.</summary>
    public static bool TryParseElement(ReadOnlySpan<char> text, out UInt256 value) => FieldNumber.TryParse(text, out value) && value < Order;

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
