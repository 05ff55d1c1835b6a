namespace CrawlGate.Personhood;

/// <summary>The resource of a request, as the client named it.</summary>
/// <param name="Scheme"><c>https</c> or <c>http</c>.</param>
/// <param name="Authority">The host, with its port unless that is the scheme's own.</param>
/// <param name="Path">The path as it stands in the request, not decoded and without the query.</param>
/// <param name="Query">The query with its <c>?</c>, or nothing. It is told in offers and binds nothing.</param>
public readonly record struct AgentKitResource(string Scheme, string Authority, string Path, string Query = "")
{
    /// <summary>The host without its port, in lower case.</summary>
    internal string Domain => HostOf(Bare);

    /// <summary>The host and port in the one form in which they are compared.</summary>
    internal string Bare => WithoutDefaultPort(Scheme, Authority);

    /// <summary>The whole URI.</summary>
    internal string Uri => $"{Scheme}://{Bare}{Path}{Query}";

    /// <summary>Whether a URI names this host, port and path. Nothing in it is decoded or resolved: it has to be written as the request was.</summary>
    internal bool IsNamedBy(string uri)
    {
        var colon = uri.IndexOf("://", StringComparison.Ordinal);
        if (colon <= 0 || uri.Contains('#', StringComparison.Ordinal))
            return false;

        var (scheme, rest) = (uri[..colon], uri[(colon + 3)..]);
        if (!scheme.Equals("https", StringComparison.OrdinalIgnoreCase) && !scheme.Equals("http", StringComparison.OrdinalIgnoreCase))
            return false;

        var query = rest.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0)
            rest = rest[..query];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (authority, path) = slash < 0 ? (rest, "/") : (rest[..slash], rest[slash..]);
        return WithoutDefaultPort(scheme, authority) == Bare && path == Path;
    }

    private static string WithoutDefaultPort(string scheme, string authority)
    {
        var port = scheme.Equals("https", StringComparison.OrdinalIgnoreCase) ? ":443" : ":80";
        var bare = authority.EndsWith(port, StringComparison.Ordinal) ? authority[..^port.Length] : authority;
        return bare.ToLowerInvariant();
    }

    private static string HostOf(string authority)
    {
        var colon = authority.LastIndexOf(':');
        return colon < 0 || authority.EndsWith(']') ? authority : authority[..colon];
    }
}
