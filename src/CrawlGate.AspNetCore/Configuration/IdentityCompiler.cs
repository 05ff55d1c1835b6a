namespace CrawlGate.AspNetCore;

/// <summary>Compiles what decides who is asking: the site's names, the catalogue and the proxies to be believed.</summary>
internal static class IdentityCompiler
{
    private static readonly Lazy<CatalogueSnapshot> BuiltIn = new(() => new CatalogueSnapshot(CrawlerCatalogue.BuiltIn));

    /// <summary>The site's public names.</summary>
    public static PublicSite? ReadSite(CrawlGateOptions options, SettingErrors errors)
    {
        foreach (var (i, host) in options.Hosts.Index())
        {
            if (Uri.CheckHostName(host.Split(':')[0]) == UriHostNameType.Unknown)
                errors.Add($"{nameof(options.Hosts)}:{i}", $"'{host}' is not a host name like www.news.example");
        }

        return Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url) ? new PublicSite(url, options.Hosts) : null;
    }

    /// <summary>The built-in catalogue with the operator's own file on top.</summary>
    public static CatalogueSnapshot? ReadCatalogue(CrawlGateOptions options, SettingErrors errors)
    {
        if (options.Catalogue is not { } file)
            return BuiltIn.Value;
        if (CrawlerCatalogue.BuiltIn.ExtendFromFile(file, out var found) is { } catalogue)
            return new CatalogueSnapshot(catalogue);

        foreach (var error in found)
            errors.Add(nameof(options.Catalogue), $"{file}: {error}");
        return null;
    }

    /// <summary>Whose word about a client's address counts.</summary>
    public static ClientAddressResolver? ReadClientAddress(CrawlGateOptions options, SettingErrors errors)
    {
        var settings = new ClientAddressOptions
        {
            TrustedProxies = options.TrustedProxies,
            ClientAddressHeader = options.ClientAddressHeader,
            ForwardedHeader = options.ForwardedHeader,
        };
        return settings.Compile(errors);
    }

    /// <summary>Finds mistakes in how identities are verified.</summary>
    public static void CheckVerification(CrawlGateOptions options, SettingErrors errors)
    {
        var below = errors.Below(nameof(options.Verification));
        options.Verification.ReverseDns.Compile(below.Below(nameof(VerificationOptions.ReverseDns)));
        IpRangeOptionsValidator.Check(options.Verification.IpRanges, below.Below(nameof(VerificationOptions.IpRanges)));
    }
}
