using System.Globalization;
using System.Numerics;
using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Prices as operators write them: <c>$0.001</c> or <c>0.001</c>.</summary>
public static class DollarPrice
{
    /// <summary>
    /// Converts a dollar price to atomic units of a token with that many decimals, rounding down like the reference. False for
    /// anything but digits with at most one point, and for a price that comes to zero atomic units.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, int decimals, out UInt256 amount)
    {
        amount = default;
        text = text.StartsWith("$") ? text[1..] : text;
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty) || whole.Length > 18 || fraction.Length > 36)
            return false;
        if (whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9'))
            return false;

        var digits = BigInteger.Parse($"{whole}{fraction}", NumberStyles.None, CultureInfo.InvariantCulture);
        var atomic = decimals >= fraction.Length
            ? digits * BigInteger.Pow(10, decimals - fraction.Length)
            : digits / BigInteger.Pow(10, fraction.Length - decimals);
        if (atomic.IsZero)
            return false;

        amount = UInt256.FromBigInteger(atomic);
        return true;
    }

    /// <summary>Writes atomic units as a plain decimal, without trailing zeros: <c>0.001</c>.</summary>
    public static string Format(UInt256 amount, int decimals)
    {
        var digits = amount.ToString().PadLeft(decimals + 1, '0');
        var fraction = digits[^decimals..].TrimEnd('0');
        return fraction.Length == 0 ? digits[..^decimals] : $"{digits[..^decimals]}.{fraction}";
    }
}
