namespace CrawlGate.WebBotAuth;

/// <summary>What to ask for, and how much of an answer to take.</summary>
public sealed record FetchOptions
{
    /// <summary>The <c>Accept</c> header; anything by default.</summary>
    public string? Accept { get; init; }

    /// <summary>The validator of the document at hand, which makes the answer <see cref="FetchOutcome.NotModified"/> while it is current.</summary>
    public string? ETag { get; init; }

    /// <summary>The longest body to take, in bytes; 64 KiB by default.</summary>
    public int MaxBytes { get; init; } = 64 * 1024;

    /// <summary>From the name look-up to the last byte of the body; 5 seconds by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);
}
