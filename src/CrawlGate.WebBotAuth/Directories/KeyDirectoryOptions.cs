namespace CrawlGate.WebBotAuth;

/// <summary>How a <see cref="KeyDirectoryCache"/> fetches key directories and how long it believes them.</summary>
public sealed record KeyDirectoryOptions
{
    /// <summary>The longest <see cref="NegativeLifetime"/> the drafts allow.</summary>
    public static readonly TimeSpan MaxNegativeLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Signers the operator knows. They always have a place in the cache and their own fetches, whatever strangers make the gate fetch.
    /// A card (<see cref="SignatureAgentType.Cimd"/>) that points to a key set has it only for itself: name the key set here too.
    /// </summary>
    public IReadOnlyList<SignatureAgent> KnownAgents { get; init; } = [];

    /// <summary>What a directory must prove of each key; it concerns <see cref="SignatureAgentType.Directory"/> alone.</summary>
    public RequiredPossessionProof RequiredPossessionProof { get; init; } = RequiredPossessionProof.AuthorityAndContent;

    /// <summary>
    /// Directories of strangers remembered at once, failed ones included; 1024 by default. When full, one that was of no use lately gives
    /// way, or else the new one is not fetched.
    /// </summary>
    public int MaxDirectories { get; init; } = 1024;

    /// <summary>Of these, how many on one host; 8 by default, so that a host cannot be sent a fetch for every URL a stranger makes up.</summary>
    public int MaxDirectoriesPerHost { get; init; } = 8;

    /// <summary>
    /// Fetches under way at once for strangers' directories, and as many again for known agents; 4 by default. More are not queued but
    /// answered as unavailable.
    /// </summary>
    public int MaxConcurrentFetches { get; init; } = 4;

    /// <summary>Keys in one directory; 32 by default. One with more is unreadable.</summary>
    public int MaxKeys { get; init; } = 32;

    /// <summary>The longest directory, in bytes; 64 KiB by default.</summary>
    public int MaxBytes { get; init; } = 64 * 1024;

    /// <summary>For one fetch as a whole; 5 seconds by default.</summary>
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a directory is fresh that does not say; 1 hour by default.</summary>
    public TimeSpan DefaultFreshness { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The least time a directory is fresh, whatever it says; 1 minute by default.</summary>
    public TimeSpan MinFreshness { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest time a directory is fresh, whatever it says; 24 hours by default. It bounds how long a removed key is still believed.</summary>
    public TimeSpan MaxFreshness { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long keys are used after they ceased to be fresh while their directory cannot be read; 24 hours by default.</summary>
    public TimeSpan StaleLimit { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a directory is left alone after it could not be read, or was read for a key it did not list; 1 minute by default, 5 at most.</summary>
    public TimeSpan NegativeLifetime { get; init; } = TimeSpan.FromMinutes(1);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxDirectories);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDirectoriesPerHost, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentFetches, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxKeys, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FetchTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MinFreshness, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(DefaultFreshness, MinFreshness);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFreshness, DefaultFreshness);
        ArgumentOutOfRangeException.ThrowIfLessThan(StaleLimit, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(NegativeLifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(NegativeLifetime, MaxNegativeLifetime);
    }
}
