namespace CrawlGate.AspNetCore;

/// <summary>Whom the built-in rules of a policy charge.</summary>
public enum ChargedAudience
{
    /// <summary>AI crawlers that train, act or fetch for an assistant. People, search engines and everybody unknown pass free.</summary>
    Crawlers,

    /// <summary>Everybody, people included; for endpoints that are a paid service.</summary>
    Everyone,
}
