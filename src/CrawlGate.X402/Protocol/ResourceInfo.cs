namespace CrawlGate.X402;

/// <summary>What a payment is for (x402 version 2, section "ResourceInfo").</summary>
public sealed record ResourceInfo
{
    /// <summary>The absolute URL of the resource.</summary>
    public required string Url { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Description { get; init; }

    /// <summary>The media type of the paid answer.</summary>
    public string? MimeType { get; init; }

    /// <summary>The site's name: 1–32 printable ASCII characters.</summary>
    public string? ServiceName { get; init; }
}
