using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Works out which address a request comes from. The headers of a peer that is not a trusted proxy are not even read. Those of one
/// that is are read from the right, hop by hop, as long as trusted proxies wrote them; what stands left of the first address that is
/// not a trusted proxy's, or of something that is no address at all, may be anybody's invention.
/// </summary>
/// <remarks>Made by <see cref="ClientAddressOptions"/>; safe for concurrent use. Takes time linear in the headers at most, never throws for what they hold.</remarks>
public sealed class ClientAddressResolver
{
    /// <summary>No more hops than these are read; real chains have two or three.</summary>
    internal const int MaxHops = 32;

    private const string XForwardedFor = "X-Forwarded-For";
    private const string Forwarded = "Forwarded";
    private const string XForwardedProto = "X-Forwarded-Proto";

    private readonly ForwardedHeaderKind _kind;

    internal ClientAddressResolver(TrustedProxies trusted, ForwardedHeaderKind kind, string? header)
    {
        TrustedProxies = trusted;
        _kind = kind;
        Header = header;
    }

    /// <summary>Whose word counts.</summary>
    public TrustedProxies TrustedProxies { get; }

    /// <summary>The single-value header that is read instead of a chain; null when none is.</summary>
    internal string? Header { get; }

    /// <summary>Resolves the address. Allocates nothing when the peer is not trusted, except for an IPv4 address that comes mapped into IPv6.</summary>
    /// <param name="peer">The other end of the connection, after the PROXY protocol; null when it has no address.</param>
    /// <param name="headers">The request's headers.</param>
    public ClientAddress Resolve(IPAddress? peer, IHeaderDictionary headers)
    {
        if (peer is null || !TrustedProxies.Contains(peer))
            return new(peer is null ? null : AddressNumber.Normalize(peer), AddressSource.Connection, AddressReasons.Untrusted, null);

        var finding = Header is null ? FindInChains(headers) : FindInHeader(headers[Header]);
        var address = finding.Source == AddressSource.Connection ? AddressNumber.Normalize(peer) : AddressNumber.ToAddress(finding.Number);
        return new(address, finding.Source, finding.Reason, SchemeOf(headers[XForwardedProto]));
    }

    private static Finding FindInHeader(StringValues lines) =>
        lines.Count == 0 ? Finding.Peer(AddressReasons.HeaderMissing)
        : lines.Count == 1 && HopAddress.TryParse(lines[0].AsSpan().Trim(" \t"), out var number) ? new(number, AddressSource.Header, AddressReasons.NamedByHeader)
        : Finding.Peer(AddressReasons.HeaderUnreadable);

    private Finding FindInChains(IHeaderDictionary headers)
    {
        var ours = _kind == ForwardedHeaderKind.Forwarded ? default : headers[XForwardedFor];
        var standard = _kind == ForwardedHeaderKind.XForwardedFor ? default : headers[Forwarded];
        if (ours.Count == 0)
            return standard.Count == 0 ? Finding.Peer(AddressReasons.NoHeader) : Walk(standard, AddressSource.Forwarded);
        if (standard.Count == 0)
            return Walk(ours, AddressSource.XForwardedFor);

        var (first, second) = (Walk(ours, AddressSource.XForwardedFor), Walk(standard, AddressSource.Forwarded));
        return first.LeadsWhere(second) ? first : Finding.Peer(AddressReasons.Contradicting);
    }

    private Finding Walk(StringValues lines, AddressSource source)
    {
        var isNode = source == AddressSource.Forwarded;
        var elements = new ElementsFromRight(lines, quoted: isNode);
        var last = Finding.Peer(AddressReasons.NoHeader);
        for (var hop = 0; elements.MoveNext(); hop++)
        {
            if (hop == MaxHops)
                return last with { Reason = AddressReasons.TooLong };
            if (!(isNode ? TryParseNode(elements.Current, out var number) : HopAddress.TryParse(elements.Current, out number)))
                return last with { Reason = AddressReasons.Unreadable };
            if (!TrustedProxies.Contains(number))
                return new(number, source, AddressReasons.FirstUntrusted);

            last = new(number, source, AddressReasons.AllTrusted);
        }

        return last;
    }

    private static bool TryParseNode(ReadOnlySpan<char> element, out UInt128 number)
    {
        number = default;
        return ForwardedElement.TryGetFor(element, out var node) && HopAddress.TryParseNode(node, out number);
    }

    // Of several values the last is the peer's own word.
    private static string? SchemeOf(StringValues lines)
    {
        var elements = new ElementsFromRight(lines, quoted: false);
        return !elements.MoveNext() ? null
            : elements.Current.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttps
            : elements.Current.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttp
            : null;
    }

    /// <param name="Number">The address; without meaning when it is the peer's.</param>
    /// <param name="Source">Where it stands; the connection when it is the peer's.</param>
    /// <param name="Reason">Why.</param>
    private readonly record struct Finding(UInt128 Number, AddressSource Source, string Reason)
    {
        public static Finding Peer(string reason) => new(default, AddressSource.Connection, reason);

        public bool LeadsWhere(Finding other) =>
            (Source == AddressSource.Connection) == (other.Source == AddressSource.Connection) && Number == other.Number;
    }
}
