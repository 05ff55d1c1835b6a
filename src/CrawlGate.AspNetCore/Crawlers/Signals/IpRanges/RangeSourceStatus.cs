namespace CrawlGate.AspNetCore;

/// <summary>A published list as it stands, for the operator of the gate.</summary>
/// <param name="Url">Where it is published.</param>
/// <param name="Prefixes">How many entries the copy in use has; zero without a copy.</param>
/// <param name="FetchedAt">When the copy in use was fetched; null without a copy.</param>
/// <param name="ConfirmedAt">When the copy in use was last known to be current; null without a copy.</param>
/// <param name="State">Whether the copy can be relied on.</param>
/// <param name="LastError">Why the last attempt failed; null when it did not. A list whose last attempt failed refutes nobody.</param>
internal sealed record RangeSourceStatus(
    Uri Url, int Prefixes, DateTimeOffset? FetchedAt, DateTimeOffset? ConfirmedAt, RangeSourceState State, string? LastError);

/// <summary>Whether a list can be relied on.</summary>
internal enum RangeSourceState
{
    /// <summary>There is no copy.</summary>
    Missing,

    /// <summary>There is a copy that was fetched or confirmed not long ago.</summary>
    Fresh,

    /// <summary>There is a copy that is too old to prove anything.</summary>
    Stale,
}
