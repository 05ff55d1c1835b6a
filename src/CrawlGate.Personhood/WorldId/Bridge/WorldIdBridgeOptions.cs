namespace CrawlGate.Personhood;

/// <summary>How <see cref="WorldIdBridge"/> talks to the wallets' bridge.</summary>
public sealed record WorldIdBridgeOptions
{
    /// <summary>World's own bridge, which links do not name.</summary>
    public static Uri DefaultBaseUrl { get; } = new("https://bridge.worldcoin.org/");

    /// <summary>The bridge.</summary>
    public Uri BaseUrl { get; init; } = DefaultBaseUrl;

    /// <summary>How long one call may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longer answers are not read.</summary>
    public int MaxResponseBytes { get; init; } = 64 * 1024;
}
