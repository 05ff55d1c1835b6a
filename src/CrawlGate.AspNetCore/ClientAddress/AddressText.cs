using System.Buffers;
using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Reads addresses as they are written and no other way. The platform's parser also reads <c>1</c>, <c>0x7f.1</c> and octal numbers,
/// which two programs may take for different addresses.
/// </summary>
internal static class AddressText
{
    private const int MaxIPv4Length = 15;
    private const int MaxIPv6Length = 45;

    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static bool TryParse(ReadOnlySpan<char> text, out UInt128 number) =>
        text.Contains(':') ? TryParseIPv6(text, out number) : TryParseIPv4(text, out number);

    /// <summary>Four decimal numbers without leading zeros.</summary>
    public static bool TryParseIPv4(ReadOnlySpan<char> text, out UInt128 number)
    {
        number = default;
        if (text.Length > MaxIPv4Length)
            return false;

        var value = 0u;
        for (var part = 0; part < 4; part++)
        {
            var end = part < 3 ? text.IndexOf('.') : text.Length;
            if (end is < 1 or > 3 || (end > 1 && text[0] == '0') || !TryReadOctet(text[..end], out var octet))
                return false;

            value = (value << 8) | octet;
            text = text[Math.Min(end + 1, text.Length)..];
        }

        number = AddressNumber.OfIPv4(value);
        return true;
    }

    /// <summary>RFC 4291, section 2.2, without brackets, scope or prefix length.</summary>
    public static bool TryParseIPv6(ReadOnlySpan<char> text, out UInt128 number)
    {
        number = default;
        if (text.Length > MaxIPv6Length || !text.Contains(':') || text.ContainsAnyExcept(IPv6Characters))
            return false;
        if (text.Contains('.') && !TryParseIPv4(text[(text.LastIndexOf(':') + 1)..], out _))
            return false;
        if (!IPAddress.TryParse(text, out var address))
            return false;

        number = AddressNumber.Of(address);
        return true;
    }

    private static bool TryReadOctet(ReadOnlySpan<char> digits, out uint octet)
    {
        octet = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
                return false;
            octet = (octet * 10) + (uint)(digit - '0');
        }

        return octet <= byte.MaxValue;
    }
}
