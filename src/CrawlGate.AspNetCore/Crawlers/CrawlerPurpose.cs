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

    /// <summary>Keeping copies for posterity or research.</summary>
    Archive,

    /// <summary>Reading feeds for subscribers.</summary>
    Feed,

    /// <summary>Making the preview of a link that somebody shared.</summary>
    Preview,

    /// <summary>Watching whether a site is up, fast or valid.</summary>
    Monitor,

    /// <summary>Analysing sites and links for marketing.</summary>
    Seo,

    /// <summary>Checking pages that advertisements stand on or lead to.</summary>
    Ads,

    /// <summary>A general HTTP library or tool, whoever runs it.</summary>
    Library,

    /// <summary>Looking for weaknesses or surveying the Internet.</summary>
    Scanner,
}
