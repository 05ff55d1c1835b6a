using System.Buffers;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Which proxies stand before this server and how they tell where a request comes from. Without trusted proxies the address of the
/// connection counts and headers do not.
/// </summary>
public sealed class ClientAddressOptions
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// Whose word counts: IP addresses, prefixes in CIDR notation, <c>cloudflare</c>, <c>fastly</c>, <c>loopback</c>, <c>private</c>
    /// (RFC 1918 and RFC 4193), and <c>file:PATH</c> for a file of addresses and prefixes, one a line, with <c>#</c> before comments. The lists of
    /// networks are those of the day this version was made; files are read once, at start.
    /// </summary>
    public List<string> TrustedProxies { get; set; } = [];

    /// <summary>
    /// A header in which the trusted proxies name the client and nothing else, as <c>CF-Connecting-IP</c>, <c>Fastly-Client-IP</c> or
    /// <c>True-Client-IP</c>; null for none. When set, only it is read and no chain. Set it only when every trusted proxy overwrites
    /// what a visitor wrote there: Fastly keeps a visitor's <c>Fastly-Client-IP</c> unless the service's own configuration sets the
    /// header. From a peer that is not trusted it is removed.
    /// </summary>
    public string? ClientAddressHeader { get; set; }

    /// <summary>Which header names the hops; <c>X-Forwarded-For</c> unless set.</summary>
    public ForwardedHeaderKind ForwardedHeader { get; set; }

    /// <summary>Checks and compiles the options.</summary>
    /// <param name="errors">All mistakes, each after the path of its key; empty when there are none.</param>
    /// <param name="section">What the paths begin with.</param>
    /// <returns>The resolver; null when there are mistakes.</returns>
    public ClientAddressResolver? Compile(out IReadOnlyList<string> errors, string section = PolicyCompiler.Section)
    {
        var found = new SettingErrors(section);
        errors = found.All;
        return Compile(found);
    }

    internal ClientAddressResolver? Compile(SettingErrors found)
    {
        var before = found.All.Count;
        var trusted = TrustedProxyEntries.Compile(TrustedProxies, nameof(TrustedProxies), found);
        CheckHeader(found);
        if (!Enum.IsDefined(ForwardedHeader))
            found.Add(nameof(ForwardedHeader), $"'{ForwardedHeader}' is none of {string.Join(", ", Enum.GetNames<ForwardedHeaderKind>())}");

        return found.All.Count > before || trusted is null ? null : new ClientAddressResolver(trusted, ForwardedHeader, ClientAddressHeader);
    }

    private void CheckHeader(SettingErrors errors)
    {
        if (ClientAddressHeader is not { } name)
            return;

        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters))
            errors.Add(nameof(ClientAddressHeader), $"'{name}' is not the name of a header");
        else if (name.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase) || name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase))
            errors.Add(nameof(ClientAddressHeader), $"'{name}' holds a chain of addresses; name it in {nameof(ForwardedHeader)}");
        else if (GuardedHeaders.IsOwn(name))
            errors.Add(nameof(ClientAddressHeader), $"'{name}' is removed from every request");
        if (TrustedProxies.Count == 0)
            errors.Add(nameof(ClientAddressHeader), $"is read from trusted proxies only, and {nameof(TrustedProxies)} names none");
    }
}
