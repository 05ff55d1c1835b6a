namespace CrawlGate.Ethereum;

/// <summary>How <see cref="EthereumRpcClient"/> treats slow and broken nodes.</summary>
public sealed record EthereumRpcOptions
{
    /// <summary>How long one try at one URL may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a URL is left alone after it failed again and again; then one request tries it.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many requests within <see cref="SamplingDuration"/>, at least half of them failed, open a URL's circuit.</summary>
    public int MinimumThroughput { get; init; } = 4;

    /// <summary>The window over which a URL's failures are counted.</summary>
    public TimeSpan SamplingDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longer answers, after decompression, are refused.</summary>
    public int MaxResponseBytes { get; init; } = 8 * 1024 * 1024;
}
