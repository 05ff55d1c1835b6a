using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>The feature; the instances for peers that are not trusted are shared, because they say the same of every request.</summary>
internal sealed record ClientAddressFeature(AddressSource Source, string Reason, IPAddress? Peer = null, int PeerPort = 0) : IClientAddressFeature
{
    public static ClientAddressFeature Untrusted { get; } = new(AddressSource.Connection, AddressReasons.Untrusted);

    public static ClientAddressFeature UntrustedBehindProxyProtocol { get; } = new(AddressSource.ProxyProtocol, AddressReasons.Untrusted);
}
