namespace CrawlGate.AspNetCore;

/// <summary>How the published address lists of crawlers are fetched and kept.</summary>
public sealed record IpRangeOptions
{
    /// <summary>Whether lists are fetched and believed.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// A directory for the last good copy of every list, so that a restart needs no network; relative to the application's content
    /// root. Null keeps lists in memory only.
    /// </summary>
    public string? Directory { get; set; } = "data/ranges";

    /// <summary>A directory of copies to begin with, shipped by the operator and never written to; null for none. Copies age there as anywhere.</summary>
    public string? SnapshotDirectory { get; set; }

    /// <summary>How often each list is fetched, give or take a tenth; from 10 minutes to 7 days.</summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// For how long after it was last fetched or confirmed a list is believed; at least twice the refresh interval, at most 30 days.
    /// An older list neither proves nor refutes anything.
    /// </summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromDays(7);
}
