using CrawlGate.WebBotAuth;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>What the site is called from outside, whatever a request's Host header says.</summary>
internal sealed class PublicSite
{
    private readonly HashSet<string> _authorities;

    public PublicSite(Uri publicUrl, IEnumerable<string> otherHosts)
    {
        Scheme = publicUrl.Scheme;
        _authorities = [.. otherHosts.Append(publicUrl.Authority).Select(Normalize)];
    }

    /// <summary>The scheme visitors use.</summary>
    public string Scheme { get; }

    /// <summary>Whether a Host header names this site.</summary>
    public bool Answers(HostString host) => host.HasValue && _authorities.Contains(AuthorityOf(host));

    /// <summary>The host as signatures have it (RFC 9421, section 2.2.3).</summary>
    public string AuthorityOf(HostString host) => Normalize(host.Value ?? "");

    private string Normalize(string authority) => SignedRequest.NormalizeAuthority(Scheme, authority);
}
