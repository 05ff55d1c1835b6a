using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CrawlGate.AspNetCore;

/// <summary>As much of an address as a log may keep: enough to see a network misbehave, too little to point at a household.</summary>
internal static class ClientNetwork
{
    /// <summary>The network of 24 bits (IPv4) or 48 (IPv6) that an address lies in; <c>-</c> when there is none.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "-";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 24 : 48;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(bits / 8).Clear();
        return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/{bits}");
    }
}
