using System.Globalization;

namespace CrawlGate.AspNetCore;

/// <summary>Addresses from one to another, both included.</summary>
internal readonly record struct AddressRange(UInt128 First, UInt128 Last)
{
    // All that is routed on the Internet over IPv6 (RFC 4291, section 2.4).
    private static readonly UInt128 FirstGlobalIPv6 = new(0x2000_0000_0000_0000, 0);
    private static readonly UInt128 LastGlobalIPv6 = new(0x3fff_ffff_ffff_ffff, ulong.MaxValue);

    /// <summary>Whether everybody on the IPv4 or the IPv6 Internet is in it.</summary>
    public bool HoldsEverybody =>
        (First <= AddressNumber.FirstIPv4 && Last >= AddressNumber.LastIPv4) || (First <= FirstGlobalIPv6 && Last >= LastGlobalIPv6);

    /// <summary>Reads an address or a prefix in CIDR notation (RFC 4632, RFC 4291).</summary>
    /// <param name="text">The text.</param>
    /// <param name="range">What it covers.</param>
    /// <param name="error">What is wrong with it, to be read after the quoted text; null when nothing is.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out AddressRange range, out string? error)
    {
        range = default;
        var slash = text.IndexOf('/');
        var address = slash < 0 ? text : text[..slash];
        if (!AddressText.TryParse(address, out var first))
        {
            error = "is not an IP address or a prefix like 192.0.2.0/24 or 2001:db8::/32";
            return false;
        }

        var isIPv4 = !address.Contains(':');
        var length = AddressNumber.Bits;
        if (slash >= 0 && !TryReadLength(text[(slash + 1)..], isIPv4, out length))
        {
            error = $"has no prefix length from 0 to {(isIPv4 ? 32 : AddressNumber.Bits)}";
            return false;
        }

        var rest = length == 0 ? UInt128.MaxValue : (UInt128.One << (AddressNumber.Bits - length)) - 1;
        range = new AddressRange(first & ~rest, first | rest);
        error = (first & rest) != 0
            ? $"has bits set behind its prefix length; the prefix is {AddressNumber.ToAddress(range.First)}{text[slash..]}"
            : range.HoldsEverybody ? "trusts everybody, and then anybody could forge any address" : null;
        return error is null;
    }

    // A length for IPv4 is turned into one of the mapped prefix.
    private static bool TryReadLength(ReadOnlySpan<char> text, bool isIPv4, out int length)
    {
        var max = isIPv4 ? 32 : AddressNumber.Bits;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > max || (text.Length > 1 && text[0] == '0'))
            return false;

        length += AddressNumber.Bits - max;
        return true;
    }
}
