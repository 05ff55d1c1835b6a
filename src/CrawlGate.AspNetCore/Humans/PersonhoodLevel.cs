namespace CrawlGate.AspNetCore;

/// <summary>How much a proof says about there being one person behind it. What is told to the site, and which budget counts.</summary>
public enum PersonhoodLevel
{
    /// <summary>A device or an account that somebody vouches for; one person may have several.</summary>
    Low,

    /// <summary>A member of a group, or a wallet that was checked.</summary>
    Medium,

    /// <summary>A person who cannot be a second one.</summary>
    High,
}
