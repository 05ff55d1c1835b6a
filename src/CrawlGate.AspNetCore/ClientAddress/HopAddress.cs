using System.Globalization;

namespace CrawlGate.AspNetCore;

/// <summary>
/// One hop as proxies write it: an address, perhaps with a port. Everything else (<c>unknown</c>, hidden names, host names, numbers in
/// other notations) is not an address.
/// </summary>
internal static class HopAddress
{
    // An IPv6 address in brackets and a port; hidden ports (RFC 7239, section 6.3) may be as long as they like, and no proxy's is.
    private const int MaxLength = 80;

    /// <summary>Reads an element of <c>X-Forwarded-For</c> or a single-value header: brackets around IPv6 are needed only before a port.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out UInt128 number) => TryParse(text, isNode: false, out number);

    /// <summary>Reads the value of <c>for</c> in <c>Forwarded</c> (RFC 7239, section 6): IPv6 stands in brackets, ports may be hidden.</summary>
    public static bool TryParseNode(ReadOnlySpan<char> text, out UInt128 number) => TryParse(text, isNode: true, out number);

    private static bool TryParse(ReadOnlySpan<char> text, bool isNode, out UInt128 number)
    {
        number = default;
        if (text.Length > MaxLength)
            return false;

        if (text is ['[', ..])
        {
            var close = text.IndexOf(']');
            return close > 0 && IsNothingOrPort(text[(close + 1)..], isNode) && AddressText.TryParseIPv6(text[1..close], out number);
        }

        var colon = text.IndexOf(':');
        if (colon >= 0 && text[(colon + 1)..].Contains(':'))
            return !isNode && AddressText.TryParseIPv6(text, out number);

        return IsNothingOrPort(colon < 0 ? [] : text[colon..], isNode) && AddressText.TryParseIPv4(colon < 0 ? text : text[..colon], out number);
    }

    private static bool IsNothingOrPort(ReadOnlySpan<char> text, bool mayBeHidden)
    {
        if (text.IsEmpty)
            return true;
        if (text is not [':', .. var port])
            return false;

        return port is ['_', _, ..]
            ? mayBeHidden && IsHiddenName(port[1..])
            : port.Length is > 0 and <= 5 && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    private static bool IsHiddenName(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
                return false;
        }

        return true;
    }
}
