using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>Which address a request comes from, and why that one.</summary>
/// <param name="Address">The address, never IPv4 mapped into IPv6; null when the connection has none, as a Unix socket.</param>
/// <param name="Source">Where it was taken from.</param>
/// <param name="Reason">Why, in words for operators; never holds anything that a client sent.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c> when a trusted proxy said which one the visitor used; else null.</param>
public readonly record struct ClientAddress(IPAddress? Address, AddressSource Source, string Reason, string? Scheme);
