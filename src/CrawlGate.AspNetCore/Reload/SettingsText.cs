using Microsoft.Extensions.Configuration;

namespace CrawlGate.AspNetCore;

/// <summary>Compares configuration sections by everything that stands in them.</summary>
internal static class SettingsText
{
    /// <summary>The settings that services were built from when the application started.</summary>
    private static readonly string[] ReadOnce =
    [
        nameof(CrawlGateOptions.Network), nameof(CrawlGateOptions.Asset), nameof(CrawlGateOptions.Rpc), nameof(CrawlGateOptions.Facilitator),
        nameof(CrawlGateOptions.TrustedProxies), nameof(CrawlGateOptions.ClientAddressHeader), nameof(CrawlGateOptions.ForwardedHeader),
        nameof(CrawlGateOptions.Verification), nameof(CrawlGateOptions.Store), nameof(CrawlGateOptions.RetentionDays),
        nameof(CrawlGateOptions.Personhood), nameof(CrawlGateOptions.AgentKit),
    ];

    /// <summary>Every key and value below a section.</summary>
    public static string Of(IConfigurationSection section) =>
        string.Join('\n', section.AsEnumerable(makePathsRelative: true).Where(pair => pair.Value is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>The same for each of the settings that cannot change while the application runs.</summary>
    public static IReadOnlyDictionary<string, string> OfThoseReadOnce(IConfigurationSection section) =>
        ReadOnce.ToDictionary(name => name, name => section[name] + Of(section.GetSection(name)));
}
