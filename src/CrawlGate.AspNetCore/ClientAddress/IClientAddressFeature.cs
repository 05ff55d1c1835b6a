using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>How the address in <c>HttpContext.Connection.RemoteIpAddress</c> came there.</summary>
public interface IClientAddressFeature
{
    /// <summary>Where it was taken from.</summary>
    AddressSource Source { get; }

    /// <summary>Why, in words for operators.</summary>
    string Reason { get; }

    /// <summary>The address that it replaced, which is the trusted proxy's; null when the connection's own address was kept.</summary>
    IPAddress? Peer { get; }

    /// <summary>The port that belongs to <see cref="Peer"/>; 0 when there is none.</summary>
    int PeerPort { get; }
}
