using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>The addresses that public DNS can say something about.</summary>
internal static class ResolvableAddress
{
    /// <summary>The address as a number; false for private, shared, loopback, link-local, multicast and unspecified addresses.</summary>
    public static bool TryRead(IPAddress address, out UInt128 number)
    {
        number = AddressNumber.Of(address);
        return !NonPublicAddresses.Contains(address);
    }
}
