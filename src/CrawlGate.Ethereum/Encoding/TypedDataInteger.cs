using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace CrawlGate.Ethereum;

/// <summary>The <c>uintN</c> and <c>intN</c> of EIP-712 from JSON: a number, a decimal string or a <c>0x</c> string, in range.</summary>
internal static class TypedDataInteger
{
    /// <summary>2^256 has 78 digits and a sign may stand before; longer text is refused before it costs anything to read.</summary>
    private const int MaxLength = 79;

    /// <summary>Reads <c>uint8</c>, <c>int16</c>, … <c>uint256</c>; there are no aliases without a width.</summary>
    public static bool TryParseType(string type, out bool signed, out int bits)
    {
        signed = type.StartsWith("int", StringComparison.Ordinal);
        bits = 0;
        var width = signed ? type.AsSpan(3) : type.StartsWith("uint", StringComparison.Ordinal) ? type.AsSpan(4) : [];
        return width is [>= '1' and <= '9', ..]
            && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out bits)
            && bits <= 256
            && bits % 8 == 0;
    }

    public static Bytes32 Encode(JsonElement value, bool signed, int bits)
    {
        var number = value.ValueKind switch
        {
            JsonValueKind.Number => ParseDecimal(value.GetRawText()),
            _ when UntrustedJson.TryGetText(value, out var text) => text.StartsWith("0x", StringComparison.Ordinal) ? ParseHex(text) : ParseDecimal(text),
            _ => throw new FormatException("An integer is neither a number nor a string."),
        };

        var limit = BigInteger.One << (signed ? bits - 1 : bits);
        if (number >= limit || number < (signed ? -limit : BigInteger.Zero))
            throw new FormatException($"An integer does not fit {(signed ? "int" : "uint")}{bits}.");

        Span<byte> word = stackalloc byte[Bytes32.Length];
        var twosComplement = number.Sign < 0 ? number + (BigInteger.One << 256) : number;
        UInt256.FromBigInteger(twosComplement).WriteTo(word);
        return new Bytes32(word);
    }

    private static BigInteger ParseDecimal(string text)
    {
        var digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        var canonical = text is "0" || (digits is [>= '1' and <= '9', ..] && !digits.ContainsAnyExceptInRange('0', '9'));
        if (!canonical || text.Length > MaxLength)
            throw new FormatException("An integer is not a canonical decimal.");

        return BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    private static BigInteger ParseHex(string text)
    {
        // The zero in front keeps BigInteger from reading the first digit as a sign.
        if (text.Length is < 3 or > 66
            || !BigInteger.TryParse($"0{text.AsSpan(2)}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            throw new FormatException("An integer is not 0x and 1 to 64 hexadecimal digits.");
        }

        return number;
    }
}
