using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>A number of a proof's JSON: a string of decimal digits or of <c>0x</c> and hexadecimal ones, below 2^256.</summary>
internal static class SemaphoreNumber
{
    private const int MaxDecimalDigits = 78;

    /// <summary>Reads a number of at most 78 decimal or 64 hexadecimal digits; <paramref name="paddedDecimal"/> allows decimal zeros in front.</summary>
    public static bool TryRead(JsonElement value, bool paddedDecimal, out UInt256 number)
    {
        number = default;
        if (!UntrustedJson.TryGetText(value, out var text))
            return false;
        if (text is ['0', 'x', ..])
            return FieldNumber.TryParse(text, out number);
        if (text.Length is 0 or > MaxDecimalDigits)
            return false;

        var digits = paddedDecimal ? text.AsSpan().TrimStart('0') : text;
        return UInt256.TryParse(digits.IsEmpty ? "0" : digits, out number);
    }
}
