using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>The published lists of all crawlers of the catalogue: loaded from disk at start, kept current by <see cref="IpRangeRefresh"/>.</summary>
internal sealed class IpRangeStore(IpRangeOptions options, IRangeFetcher fetcher, RangeCopies copies, TimeProvider time, ILogger<IpRangeStore> logger)
{
    private const int MaxConcurrentFetches = 4;

    private readonly Lock _lock = new();
    private readonly ListRefresh _refresh = new(options, fetcher, copies, time, logger);
    private volatile Catalogue _catalogue = Catalogue.Empty;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether lists are fetched and believed.</summary>
    public bool IsEnabled => options.Enabled;

    /// <summary>Every list, for the operator.</summary>
    public IReadOnlyList<RangeSourceStatus> Status
    {
        get
        {
            var now = time.GetUtcNow();
            return [.. _catalogue.Lists.Values.Select(list => StatusOf(list, now)).OrderBy(status => status.Url.OriginalString, StringComparer.Ordinal)];
        }
    }

    /// <summary>Completes when the catalogue is replaced the next time.</summary>
    public Task CatalogueChanged
    {
        get
        {
            lock (_lock)
                return _changed.Task;
        }
    }

    /// <summary>Replaces the catalogue at any time. Lists that are known already stay as they are; new ones are fetched soon.</summary>
    public void Use(IReadOnlyList<Crawler> crawlers)
    {
        lock (_lock)
        {
            var known = _catalogue.Lists;
            var lists = new Dictionary<(string, IpRangeFormat), PublishedList>();
            var byCrawler = crawlers
                .Where(crawler => crawler.IpRanges.Count > 0)
                .Distinct<Crawler>(ReferenceEqualityComparer.Instance)
                .Select(crawler => KeyValuePair.Create(crawler, new CrawlerLists(crawler, ListOf)))
                .ToFrozenDictionary(ReferenceEqualityComparer.Instance);
            _catalogue = new Catalogue(lists, byCrawler);
            _changed.SetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

            PublishedList ListOf(IpRangeSource source)
            {
                var key = (PublishedList.UrlOf(source), source.Format);
                if (!lists.TryGetValue(key, out var list))
                    lists.Add(key, list = known.GetValueOrDefault(key) ?? new PublishedList(source));
                return list;
            }
        }
    }

    /// <summary>The lists of a crawler; null when it has none or is not of the current catalogue.</summary>
    public CrawlerLists? ListsOf(Crawler crawler) => _catalogue.ByCrawler.GetValueOrDefault(crawler);

    /// <summary>Puts copies on disk to use, for lists that have not been looked for there yet.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var list in _catalogue.Lists.Values)
        {
            if (!list.IsLookedUp)
                await _refresh.LoadAsync(list, cancellationToken);
        }
    }

    /// <summary>Fetches all lists that are due. One call at a time.</summary>
    public async Task RefreshDueAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        var now = time.GetUtcNow();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentFetches, CancellationToken = cancellationToken };
        var due = _catalogue.Lists.Values.Where(list => list.NextAttempt <= now);
        await Parallel.ForEachAsync(due, parallel, async (list, cancelled) => await _refresh.FetchAsync(list, cancelled));
    }

    /// <summary>How long until a list is due; null when there are no lists.</summary>
    public TimeSpan? UntilNextDue()
    {
        var lists = _catalogue.Lists.Values;
        return lists.Count == 0 ? null : lists.Min(list => list.NextAttempt) - time.GetUtcNow();
    }

    private static RangeSourceStatus StatusOf(PublishedList list, DateTimeOffset now)
    {
        var state = list.State;
        var loaded = state.Loaded;
        var kind = loaded is null ? RangeSourceState.Missing : now < state.FreshUntil ? RangeSourceState.Fresh : RangeSourceState.Stale;
        return new(list.Address, loaded?.List.Prefixes ?? 0, loaded?.Header.FetchedAt, loaded?.Header.ConfirmedAt, kind, state.LastError);
    }

    private sealed record Catalogue(Dictionary<(string Url, IpRangeFormat Format), PublishedList> Lists, FrozenDictionary<Crawler, CrawlerLists> ByCrawler)
    {
        public static Catalogue Empty { get; } = new([], FrozenDictionary<Crawler, CrawlerLists>.Empty);
    }
}
