namespace CrawlGate.AspNetCore;

/// <summary>What an address's names say about a claimed crawler.</summary>
internal enum NameVerdict
{
    /// <summary>A name of the crawler's leads back to the address.</summary>
    Confirmed,

    /// <summary>The address has no name.</summary>
    NoName,

    /// <summary>The address has names, none of them the crawler's.</summary>
    OtherName,

    /// <summary>A name of the crawler's, which the owner of any address can pretend to, does not lead back.</summary>
    DoesNotLeadBack,

    /// <summary>More names than are looked at, and none of those looked at confirms.</summary>
    TooManyNames,

    /// <summary>DNS failed on the way.</summary>
    Failed,
}
