using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>The published lists of one crawler.</summary>
internal sealed class CrawlerLists
{
    private readonly (PublishedList List, Evidence? Gaps)[] _lists;
    private readonly Evidence _refutes;

    public CrawlerLists(Crawler crawler, Func<IpRangeSource, PublishedList> listOf)
    {
        _lists = [.. crawler.IpRanges.Select(source => (listOf(source), source.IsComplete ? null : Gaps(source)))];
        _refutes = new(VerificationMethod.IpRange, SignalOutcome.Refutes, $"the address is on no list that {crawler.Operator} publishes for {crawler.Token}");
    }

    /// <summary>
    /// Judges an address. A fresh list that has it proves the claim; that it is on none refutes the claim only when every list is
    /// fresh, was there at the last attempt, and has no known gaps. No allocation.
    /// </summary>
    public Evidence Judge(IPAddress client, DateTimeOffset now)
    {
        Evidence? unknown = null, stale = null;
        foreach (var (list, gaps) in _lists)
        {
            // Read once: between two reads a refresh may bring the very address in.
            var state = list.State;
            var isFresh = state.Loaded is not null && now < state.FreshUntil;
            if (state.Loaded is not null && state.Loaded.List.Ranges.Contains(client))
            {
                if (isFresh)
                    return state.Confirms;
                stale ??= state.Stale;
            }

            unknown ??= state.Unable ?? (isFresh ? gaps : state.Stale);
        }

        return stale ?? unknown ?? _refutes;
    }

    private static Evidence Gaps(IpRangeSource source) =>
        new(VerificationMethod.IpRange, SignalOutcome.Unknown, $"the address is not on the list at {PublishedList.UrlOf(source)}, which has known gaps");
}
