namespace CrawlGate.AspNetCore;

/// <summary>What sort of client a request looks like.</summary>
public enum ClientKind
{
    /// <summary>Names no known crawler and does not look like a browser: scripts, apps, old browsers.</summary>
    Unknown,

    /// <summary>Looks like a browser with a person in front of it.</summary>
    Browser,

    /// <summary>Names itself as a crawler, or signs as one.</summary>
    Crawler,
}
