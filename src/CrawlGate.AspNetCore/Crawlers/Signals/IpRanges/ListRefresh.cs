using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>Brings one list up to date and says when to do it again.</summary>
internal sealed class ListRefresh(IpRangeOptions options, IRangeFetcher fetcher, RangeCopies copies, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    /// <summary>Puts the copy on disk to use; a list without one is due at once.</summary>
    public async Task LoadAsync(PublishedList list, CancellationToken cancellationToken)
    {
        if (await copies.LoadAsync(list, cancellationToken) is { } loaded)
        {
            list.Accept(loaded, options.StaleAfter);
            list.NextAttempt = loaded.Header.ConfirmedAt + Jittered(options.RefreshInterval);
        }

        list.IsLookedUp = true;
    }

    /// <summary>Fetches the list. Throws only when it is cancelled.</summary>
    public async Task FetchAsync(PublishedList list, CancellationToken cancellationToken)
    {
        try
        {
            var known = list.State.Loaded?.Header;
            switch (await fetcher.GetAsync(list.Address, known?.Validator, cancellationToken))
            {
                case RangeFetch.Fetched(var body, var validator):
                    await TakeAsync(list, body, validator, cancellationToken);
                    break;
                case RangeFetch.NotModified when list.State.Loaded is { } loaded:
                    await ConfirmAsync(list, loaded, cancellationToken);
                    break;
                case RangeFetch.NotModified:
                    Fail(list, "could not be fetched: the answer is 304 to a question without a version");
                    break;
                case RangeFetch.Failed(var reason):
                    Fail(list, $"could not be fetched: {reason}");
                    break;
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.RangeFetchThrew(failure, list.Url);
            Fail(list, $"could not be fetched: {failure.GetType().Name}");
        }
    }

    private async Task TakeAsync(PublishedList list, byte[] body, RangeValidator? validator, CancellationToken cancellationToken)
    {
        if (!IpRangeParser.TryParse(body, list.Format, out var parsed, out var error))
        {
            Fail(list, $"is malformed: {error}");
            return;
        }

        var now = time.GetUtcNow();
        var header = new RangeCopyHeader(list.Url, validator?.ETag, validator?.LastModified, now, now, RangeCopy.Hash(body));
        Succeed(list, new LoadedList(parsed, header), now);
        await copies.KeepAsync(new RangeCopy(header, body), cancellationToken);
    }

    private async Task ConfirmAsync(PublishedList list, LoadedList loaded, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var header = loaded.Header with { ConfirmedAt = now };
        Succeed(list, loaded with { Header = header }, now);
        await copies.ConfirmAsync(header, cancellationToken);
    }

    private void Succeed(PublishedList list, LoadedList loaded, DateTimeOffset now)
    {
        list.Accept(loaded, options.StaleAfter);
        list.Failures = 0;
        list.NextAttempt = now + Jittered(options.RefreshInterval);
        logger.RangesCurrent(list.Url, loaded.List.Prefixes);
    }

    private void Fail(PublishedList list, string error)
    {
        if (list.State.LastError != error)
            logger.RangesUnavailable(list.Url, error);
        list.Fail(error);
        var retry = FirstRetry * Math.Pow(2, Math.Min(list.Failures, 10));
        list.NextAttempt = time.GetUtcNow() + (retry < LongestRetry ? retry : LongestRetry);
        list.Failures++;
    }

    // Gates that were started together must not ask together for ever.
    private static TimeSpan Jittered(TimeSpan interval) => interval * (1 + (RandomNumberGenerator.GetInt32(-1000, 1001) / 10_000.0));
}
