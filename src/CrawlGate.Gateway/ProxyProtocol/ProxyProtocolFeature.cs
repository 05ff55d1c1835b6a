using System.Net;
using CrawlGate.AspNetCore;

namespace CrawlGate.Gateway;

/// <inheritdoc cref="IProxyProtocolFeature"/>
internal sealed record ProxyProtocolFeature(EndPoint? Proxy, bool IsClientKnown) : IProxyProtocolFeature;
