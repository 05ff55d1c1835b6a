using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CrawlGate.Gateway;

/// <summary>Version 1: one line of text, <c>PROXY TCP4 192.0.2.1 198.51.100.1 56324 443</c> (PROXY protocol specification, section 2.1).</summary>
internal static class ProxyHeaderV1
{
    /// <summary>The longest line that the specification allows, its end included.</summary>
    public const int MaxLength = 107;

    private const int FieldCount = 6;

    private static ReadOnlySpan<byte> Signature => "PROXY "u8;

    public static bool CouldBe(ReadOnlySpan<byte> start) => start[..Math.Min(start.Length, Signature.Length)].SequenceEqual(Signature[..Math.Min(start.Length, Signature.Length)]);

    /// <summary>Reads the line from the first bytes of a connection, which hold <see cref="MaxLength"/> of them or all there are.</summary>
    public static ProxyHeader Read(ReadOnlySpan<byte> start)
    {
        var end = start.IndexOf((byte)'\n');
        if (end < 0)
            return start.Length < MaxLength ? ProxyHeader.Incomplete : ProxyHeader.Malformed;
        if (end == 0 || start[end - 1] != '\r')
            return ProxyHeader.Malformed;

        var fields = Encoding.Latin1.GetString(start[..(end - 1)]).Split(' ');
        if (fields[1] == "UNKNOWN")
            return ProxyHeader.Complete(end + 1, null);

        return fields.Length == FieldCount && FamilyOf(fields[1]) is { } family
            && TryReadEndPoint(fields[2], fields[4], family, out var client) && TryReadEndPoint(fields[3], fields[5], family, out _)
            ? ProxyHeader.Complete(end + 1, client)
            : ProxyHeader.Malformed;
    }

    private static AddressFamily? FamilyOf(string name) => name switch
    {
        "TCP4" => AddressFamily.InterNetwork,
        "TCP6" => AddressFamily.InterNetworkV6,
        _ => null,
    };

    private static bool TryReadEndPoint(string address, string port, AddressFamily family, out IPEndPoint? endPoint)
    {
        endPoint = null;
        if (!IPAddress.TryParse(address, out var parsed) || parsed.AddressFamily != family || !IsPlain(address, parsed))
            return false;
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || (port.Length > 1 && port[0] == '0'))
            return false;

        endPoint = new IPEndPoint(parsed, number);
        return true;
    }

    // The platform's parser also reads octal and hexadecimal IPv4, and IPv6 with brackets, a scope or a prefix length.
    private static bool IsPlain(string address, IPAddress parsed) =>
        parsed.AddressFamily == AddressFamily.InterNetwork
            ? parsed.ToString() == address
            : address.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.');
}
