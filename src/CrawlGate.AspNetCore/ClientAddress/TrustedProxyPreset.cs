namespace CrawlGate.AspNetCore;

/// <summary>
/// A named list of proxies. Lists of content delivery networks change now and then: an operator who wants the latest keeps them in a
/// file (<c>file:PATH</c>). Networks that publish no short and stable list have no preset.
/// </summary>
/// <param name="Name">What the configuration calls it.</param>
/// <param name="AsOf">The day on which the list was right; null for addresses that a standard reserves.</param>
/// <param name="Prefixes">The addresses.</param>
internal sealed record TrustedProxyPreset(string Name, DateOnly? AsOf, IReadOnlyList<string> Prefixes)
{
    public static IReadOnlyList<TrustedProxyPreset> All { get; } =
    [
        // www.cloudflare.com/ips
        new("cloudflare", new DateOnly(2026, 10, 5),
        [
            "103.21.244.0/22", "103.22.200.0/22", "103.31.4.0/22", "104.16.0.0/13", "104.24.0.0/14", "108.162.192.0/18", "131.0.72.0/22",
            "141.101.64.0/18", "162.158.0.0/15", "172.64.0.0/13", "173.245.48.0/20", "188.114.96.0/20", "190.93.240.0/20", "197.234.240.0/22",
            "198.41.128.0/17", "2400:cb00::/32", "2405:8100::/32", "2405:b500::/32", "2606:4700::/32", "2803:f800::/32", "2a06:98c0::/29",
            "2c0f:f248::/32",
        ]),
        // api.fastly.com/public-ip-list
        new("fastly", new DateOnly(2026, 7, 2),
        [
            "23.235.32.0/20", "43.249.72.0/22", "103.244.50.0/24", "103.245.222.0/23", "103.245.224.0/24", "104.156.80.0/20", "140.248.64.0/18",
            "140.248.128.0/17", "146.75.0.0/17", "151.101.0.0/16", "157.52.64.0/18", "167.82.0.0/17", "167.82.128.0/20", "167.82.160.0/20",
            "167.82.224.0/20", "172.111.64.0/18", "185.31.16.0/22", "199.27.72.0/21", "199.232.0.0/16", "2a04:4e40::/32", "2a04:4e42::/32",
        ]),
        // RFC 1122, section 3.2.1.3, and RFC 4291, section 2.5.3
        new("loopback", null, ["127.0.0.0/8", "::1"]),
        // RFC 1918 and RFC 4193
        new("private", null, ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]),
    ];

    /// <summary>The preset of a name, in any case; null when there is none.</summary>
    public static TrustedProxyPreset? Find(ReadOnlySpan<char> name)
    {
        foreach (var preset in All)
        {
            if (name.Equals(preset.Name, StringComparison.OrdinalIgnoreCase))
                return preset;
        }

        return null;
    }

    /// <summary>The addresses of all content delivery networks that have a preset.</summary>
    public static TrustedProxies Networks() =>
        TrustedProxyEntries.Compile([.. All.Where(preset => preset.AsOf is not null).Select(preset => preset.Name)], "", new SettingErrors(""))!;
}
