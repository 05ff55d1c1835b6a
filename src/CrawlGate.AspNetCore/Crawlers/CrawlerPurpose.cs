namespace CrawlGate.AspNetCore;

/// <summary>What a crawler fetches pages for, as its operator states it.</summary>
public enum CrawlerPurpose
{
    /// <summary>Collecting text to train models on.</summary>
    Training,

    /// <summary>Building a search index that sends people back.</summary>
    Search,

    /// <summary>Fetching a page because one person asked an assistant.</summary>
    UserFetch,

    /// <summary>Acting on the web for somebody.</summary>
    Agent,
}
