using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>
/// A prefix of addresses, like <c>192.0.2.0/24</c>. Prefixes of IPv4-mapped IPv6 addresses are IPv4 prefixes, because that is what
/// a dual-stack socket makes of an IPv4 client.
/// </summary>
/// <param name="IsIPv4">Whether this is IPv4; the numbers are then 32 bits wide, otherwise 128.</param>
/// <param name="First">The lowest address.</param>
/// <param name="Length">How many leading bits are given.</param>
internal readonly record struct AddressPrefix(bool IsIPv4, UInt128 First, int Length)
{
    /// <summary>The length in characters of the longest text that can be a prefix.</summary>
    private const int MaxTextLength = 49;

    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>The highest address.</summary>
    public UInt128 Last => First | HostMask((IsIPv4 ? 32 : 128) - Length);

    /// <summary>
    /// Reads a prefix, or an address alone. Host bits that are set are cleared. Shorthand (<c>10.1</c>), octal, hexadecimal, zones
    /// and ports are refused: parsers disagree about them.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AddressPrefix prefix)
    {
        prefix = default;
        if (text.Length > MaxTextLength)
            return false;

        var slash = text.IndexOf('/');
        var address = slash < 0 ? text : text[..slash];
        if (!TryParseIPv4(address, out var value, out var width) && !TryParseIPv6(address, out value, out width))
            return false;

        var length = width;
        if (slash >= 0 && !TryParseNumber(text[(slash + 1)..], width, out length))
            return false;

        if (width == 128 && length >= 96 && value >> 32 == 0xffff)
            (value, width, length) = ((uint)value, 32, length - 96);
        prefix = new AddressPrefix(width == 32, value & ~HostMask(width - length), length);
        return true;
    }

    private static bool TryParseIPv4(ReadOnlySpan<char> text, out UInt128 value, out int width)
    {
        width = 32;
        uint result = 0;
        value = 0;
        for (var part = 0; part < 4; part++)
        {
            var end = part < 3 ? text.IndexOf('.') : text.Length;
            if (end < 0 || !TryParseNumber(text[..end], 255, out var octet))
                return false;

            result = (result << 8) | (uint)octet;
            text = part < 3 ? text[(end + 1)..] : default;
        }

        value = result;
        return true;
    }

    private static bool TryParseIPv6(ReadOnlySpan<char> text, out UInt128 value, out int width)
    {
        width = 128;
        value = 0;
        if (!text.Contains(':') || text.ContainsAnyExcept(IPv6Characters) || !IPAddress.TryParse(text, out var address))
            return false;

        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var written) || written != bytes.Length)
            return false;

        value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return true;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, int max, out int number)
    {
        number = 0;
        return text.Length is >= 1 and <= 3
            && (text.Length == 1 || text[0] != '0')
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number <= max;
    }

    // Shifts count modulo the width, so that a whole width of host bits is a case of its own.
    private static UInt128 HostMask(int hostBits) => hostBits == 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;
}
