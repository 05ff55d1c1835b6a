namespace CrawlGate.AspNetCore;

/// <summary>Gets lists from their operators.</summary>
internal interface IRangeFetcher
{
    /// <summary>Asks for a list. Throws only when it is cancelled.</summary>
    /// <param name="url">Where the list is published.</param>
    /// <param name="known">The version that is known already; null for none.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<RangeFetch> GetAsync(Uri url, RangeValidator? known, CancellationToken cancellationToken);
}
