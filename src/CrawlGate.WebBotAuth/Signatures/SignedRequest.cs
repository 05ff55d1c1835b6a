namespace CrawlGate.WebBotAuth;

/// <summary>A request whose signature is made or verified, taken from whatever server or client has it.</summary>
public abstract class SignedRequest : SignedMessage
{
    private const string Http = "http";
    private const string Https = "https";

    /// <summary>The method as sent, like <c>GET</c>.</summary>
    public abstract string Method { get; }

    /// <summary>The scheme in lower case, like <c>https</c>: what the client asked for, also behind a proxy.</summary>
    public abstract string Scheme { get; }

    /// <summary>The host with its port, as <see cref="NormalizeAuthority"/> spells it.</summary>
    public abstract string Authority { get; }

    /// <summary>The path as sent, still percent-encoded.</summary>
    public abstract string Path { get; }

    /// <summary>The query as sent with its <c>?</c>, or an empty text when there is none.</summary>
    public abstract string Query { get; }

    /// <summary>The request target as sent; the path with the query unless this is overridden.</summary>
    public virtual string RequestTarget => (Path.Length == 0 ? "/" : Path) + Query;

    /// <summary>An authority as signatures have it: in lower case, without the scheme's default port (RFC 9421 section 2.2.3).</summary>
    public static string NormalizeAuthority(string scheme, string authority)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(authority);
        var host = authority.AsSpan();
        if (scheme.Equals(Https, StringComparison.OrdinalIgnoreCase) && host.EndsWith(":443", StringComparison.Ordinal))
            host = host[..^4];
        else if (scheme.Equals(Http, StringComparison.OrdinalIgnoreCase) && host.EndsWith(":80", StringComparison.Ordinal))
            host = host[..^3];

        var isAsItShouldBe = host.Length == authority.Length && !host.ContainsAnyInRange('A', 'Z');
        return isAsItShouldBe ? authority : host.ToString().ToLowerInvariant();
    }
}
