namespace CrawlGate.Ethereum;

/// <summary>How <see cref="EthereumRpcClient"/> treats slow and broken nodes.</summary>
public sealed record EthereumRpcOptions
{
    /// <summary>How long one try at one URL may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a read waits for one URL before it asks the next one too; the first answer wins. A URL that lost is asked after the
    /// others for <see cref="BreakDuration"/>, and losing is no failure. Transactions are never sent this way.
    /// </summary>
    public TimeSpan HedgeAfter { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long the other URLs may take to confirm a receipt that one has; those that did not answer then have no say.</summary>
    public TimeSpan AgreementWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a URL is left alone after it failed again and again; then one request tries it.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many requests within <see cref="SamplingDuration"/>, at least half of them failed, open a URL's circuit.</summary>
    public int MinimumThroughput { get; init; } = 4;

    /// <summary>The window over which a URL's failures are counted.</summary>
    public TimeSpan SamplingDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longer answers, after decompression, are refused.</summary>
    public int MaxResponseBytes { get; init; } = 8 * 1024 * 1024;
}
